import { NVML_LIBRARY } from '../presence/index.js';
import { NVML, NvmlError } from './codes.js';

const UUID_BYTES = 96;
const NAME_BYTES = 96;

/** `nvmlMemory_v2`: the version of the struct in its highest byte, its size in the others. */
const MEMORY_V2 = 0x02000028;

export type Handle = object;

/** The calls of NVML that are used, each off the thread. They reject with an `NvmlError`. */
export interface Nvml {
  init(): Promise<void>;
  count(): Promise<number>;
  device(index: number): Promise<Handle>;
  uuid(device: Handle): Promise<string>;
  name(device: Handle): Promise<string>;
  /** Percent of time busy. */
  utilization(device: Handle): Promise<number>;
  /** What is allocated; with a driver before 510, together with what it keeps for itself. */
  memory(device: Handle): Promise<{ readonly usedBytes: number; readonly totalBytes: number }>;
  /** MIG instances that can be, `null` where there is no MIG or it is off. */
  migSlots(device: Handle): Promise<number | null>;
  /** `null` for a slot that is empty. */
  migDevice(device: Handle, index: number): Promise<Handle | null>;
}

/** What is used of koffi, which may not be installed. */
interface Ffi {
  load(path: string): { func(name: string, result: string, parameters: readonly unknown[]): NativeFunction };
  struct(fields: Readonly<Record<string, string>>): unknown;
  pointer(type: unknown): unknown;
  out(type: unknown): unknown;
  inout(type: unknown): unknown;
}

type Amount = number | bigint;

interface MemoryInfo {
  readonly version?: number;
  readonly total?: Amount;
  readonly reserved?: Amount;
  readonly free?: Amount;
  readonly used?: Amount;
}

/** How a driver says that it has only the first form of the call. */
const NO_MEMORY_V2: ReadonlySet<number> = new Set([
  NVML.FUNCTION_NOT_FOUND,
  NVML.ARGUMENT_VERSION_MISMATCH,
  NVML.INVALID_ARGUMENT,
  NVML.NOT_SUPPORTED,
]);

interface NativeFunction {
  async(...parameters: unknown[]): void;
}

/** Loads NVML; `null` where it, or the library that calls it, is not there. Source of the calls: nvml.h. */
export async function loadNvml(path = NVML_LIBRARY): Promise<Nvml | null> {
  const ffi = await loadFfi();
  if (ffi === null) {
    return null;
  }
  let library: ReturnType<Ffi['load']>;
  try {
    library = ffi.load(path);
  } catch {
    return null;
  }
  return bind(ffi, library);
}

async function loadFfi(): Promise<Ffi | null> {
  try {
    const { default: koffi } = (await import('koffi')) as unknown as { default: Ffi };
    return koffi;
  } catch {
    return null;
  }
}

function bind(ffi: Ffi, library: ReturnType<Ffi['load']>): Nvml {
  const number = ffi.out(ffi.pointer('uint32_t'));
  const handle = ffi.out(ffi.pointer('void *'));
  const text = 'uint8_t *';
  const utilization = ffi.out(ffi.pointer(ffi.struct({ gpu: 'uint32_t', memory: 'uint32_t' })));
  const memory = ffi.out(ffi.pointer(ffi.struct({ total: 'uint64_t', free: 'uint64_t', used: 'uint64_t' })));

  const memory2 = ffi.inout(
    ffi.pointer(
      ffi.struct({
        version: 'uint32_t',
        total: 'uint64_t',
        reserved: 'uint64_t',
        free: 'uint64_t',
        used: 'uint64_t',
      }),
    ),
  );

  /** A call by name; a symbol that an old driver lacks fails like a call that is not supported. */
  const call = (name: string, parameters: readonly unknown[]) => {
    let native: NativeFunction | null = null;
    try {
      native = library.func(name, 'int', parameters);
    } catch {
      // Told by each call.
    }
    return (...values: unknown[]): Promise<void> =>
      new Promise((resolve, reject) => {
        if (native === null) {
          reject(new NvmlError(name, NVML.FUNCTION_NOT_FOUND));
          return;
        }
        native.async(...values, (error: Error | null, code: number) => {
          if (error !== null) reject(error);
          else if (code !== NVML.SUCCESS) reject(new NvmlError(name, code));
          else resolve();
        });
      });
  };
  const calls = {
    init: call('nvmlInit_v2', []),
    count: call('nvmlDeviceGetCount_v2', [number]),
    device: call('nvmlDeviceGetHandleByIndex_v2', ['uint32_t', handle]),
    uuid: call('nvmlDeviceGetUUID', ['void *', text, 'uint32_t']),
    name: call('nvmlDeviceGetName', ['void *', text, 'uint32_t']),
    utilization: call('nvmlDeviceGetUtilizationRates', ['void *', utilization]),
    memory: call('nvmlDeviceGetMemoryInfo', ['void *', memory]),
    memory2: call('nvmlDeviceGetMemoryInfo_v2', ['void *', memory2]),
    migMode: call('nvmlDeviceGetMigMode', ['void *', number, number]),
    migSlots: call('nvmlDeviceGetMaxMigDeviceCount', ['void *', number]),
    migDevice: call('nvmlDeviceGetMigDeviceHandleByIndex', ['void *', 'uint32_t', handle]),
  };
  const string = async (
    ask: (device: Handle, buffer: Buffer, length: number) => Promise<void>,
    device: Handle,
    length: number,
  ): Promise<string> => {
    const buffer = Buffer.alloc(length);
    await ask(device, buffer, length);
    return buffer.toString('utf8', 0, Math.max(0, buffer.indexOf(0)));
  };

  return {
    init: () => calls.init(),
    async count() {
      const out = [0];
      await calls.count(out);
      return out[0] ?? 0;
    },
    async device(index) {
      const out: [Handle | null] = [null];
      await calls.device(index, out);
      return handed('nvmlDeviceGetHandleByIndex_v2', out[0]);
    },
    uuid: (device) => string(calls.uuid, device, UUID_BYTES),
    name: (device) => string(calls.name, device, NAME_BYTES),
    async utilization(device) {
      const out: { gpu?: number } = {};
      await calls.utilization(device, out);
      return out.gpu ?? 0;
    },
    async memory(device) {
      let out: MemoryInfo = { version: MEMORY_V2, total: 0, reserved: 0, free: 0, used: 0 };
      try {
        await calls.memory2(device, out);
      } catch (error) {
        if (!(error instanceof NvmlError && NO_MEMORY_V2.has(error.code))) {
          throw error;
        }
        out = {};
        await calls.memory(device, out);
      }
      return { usedBytes: Number(out.used ?? 0), totalBytes: Number(out.total ?? 0) };
    },
    async migSlots(device) {
      const mode = [0];
      await calls.migMode(device, mode, [0]);
      if (mode[0] !== 1) {
        return null;
      }
      const slots = [0];
      await calls.migSlots(device, slots);
      return slots[0] ?? 0;
    },
    async migDevice(device, index) {
      const out: [Handle | null] = [null];
      await calls.migDevice(device, index, out);
      return out[0];
    },
  };
}

function handed(call: string, handle: Handle | null): Handle {
  if (handle === null) {
    throw new NvmlError(call, NVML.UNKNOWN);
  }
  return handle;
}
