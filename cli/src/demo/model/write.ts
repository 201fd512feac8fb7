import { open, type FileHandle } from 'node:fs/promises';
import type { Message, Piece } from './protobuf.js';

const SMALL_PIECES_BYTES = 65_536;

/** Writes a message to a new file. Memory stays at the size of the largest block. Rejects with the file system's error. */
export async function writeMessage(path: string, message: Message): Promise<void> {
  const file = await open(path, 'w');
  try {
    let small: Uint8Array[] = [];
    let smallBytes = 0;
    const flush = async (): Promise<void> => {
      await writeAll(file, Buffer.concat(small));
      small = [];
      smallBytes = 0;
    };
    for (const piece of message) {
      if (isSmall(piece)) {
        small.push(piece);
        smallBytes += piece.length;
        if (smallBytes >= SMALL_PIECES_BYTES) await flush();
      } else {
        await flush();
        await writePiece(file, piece);
      }
    }
    await flush();
  } finally {
    await file.close();
  }
}

function isSmall(piece: Piece): piece is Uint8Array {
  return piece instanceof Uint8Array && piece.length < SMALL_PIECES_BYTES;
}

async function writePiece(file: FileHandle, piece: Piece): Promise<void> {
  if (piece instanceof Uint8Array) return writeAll(file, piece);
  for (let written = 0; written < piece.bytes; written += piece.block.length) {
    const bytes = Math.min(piece.block.length, piece.bytes - written);
    await writeAll(file, piece.block.subarray(0, bytes));
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let offset = 0; offset < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, offset);
    offset += bytesWritten;
  }
}
