import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Made by NVIDIA's driver: on Linux, and inside the Windows Subsystem for Linux. */
const NVIDIA_DEVICES = ['/dev/nvidiactl', '/dev/dxg'];

/**
 * Whether it is worth while to load what talks to NVIDIA's driver: its device is there, or somebody has put its library
 * where libraries are looked for first. A server without a GPU then pays for two looks at the file system.
 */
export function mayHaveNvml(env: Environment, library: string): boolean {
  return NVIDIA_DEVICES.some((device) => existsSync(device)) || isIn(env['LD_LIBRARY_PATH'], library);
}

/** Whether a program is in one of the folders of `PATH`. */
export function isOnPath(env: Environment, program: string): boolean {
  return isIn(env['PATH'], program);
}

function isIn(folders: string | undefined, name: string): boolean {
  return (folders ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, name)));
}
