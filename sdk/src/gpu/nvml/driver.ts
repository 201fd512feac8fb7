import type { GpuReading } from '../reading.js';
import { visibleNvidia } from '../visible.js';
import { NVML, NvmlError } from './codes.js';
import { loadNvml } from './library.js';
import type { Handle, Nvml } from './library.js';

type Environment = Readonly<Record<string, string | undefined>>;

interface Found {
  readonly handle: Handle;
  readonly id: string;
  readonly name: string;
}

/** One that the driver lists and then fails to tell anything of. */
interface Lost {
  readonly handle: null;
  readonly id: string;
}

/** What means that this driver or device cannot tell, today or ever; it is no fault. */
const CANNOT_TELL: ReadonlySet<number> = new Set([
  NVML.NOT_SUPPORTED,
  NVML.FUNCTION_NOT_FOUND,
  NVML.NOT_FOUND,
  NVML.INVALID_ARGUMENT,
  NVML.NO_DATA,
]);

export interface DriverReadings {
  readonly readings: readonly GpuReading[];
  /** Why a GPU is missing from them, for a person. */
  readonly failures: readonly string[];
}

/** Devices are looked for anew after that many readings: one may have gone, or come back. */
const LOOK_AGAIN = 60;

/**
 * The GPUs of the pod through NVML; `null` without the library, the driver or a GPU of the pod. Rejects with an
 * `NvmlError`.
 */
export async function openDriver(env: Environment, path?: string): Promise<Driver | null> {
  const nvml = await loadNvml(path);
  if (nvml === null) {
    return null;
  }
  try {
    await nvml.init();
  } catch (error) {
    if (error instanceof NvmlError && error.code === NVML.DRIVER_NOT_LOADED) {
      return null;
    }
    throw error;
  }
  const driver = new Driver(nvml, env);
  return (await driver.look()) === 0 ? null : driver;
}

export class Driver {
  private devices: readonly Found[] = [];
  private notFound: readonly string[] = [];
  private readings = 0;

  constructor(
    private readonly nvml: Nvml,
    private readonly env: Environment,
  ) {}

  /** A GPU that fails is left out and tried again; rejects with the first failure where none can be read. */
  async read(): Promise<DriverReadings> {
    this.readings += 1;
    if (this.readings % LOOK_AGAIN === 0) {
      await this.look();
    }
    const seen: GpuReading[] = [];
    const failures = [...this.notFound];
    for (const device of this.devices) {
      try {
        seen.push(await this.readOne(device));
      } catch (error) {
        failures.push(failureOf(device.id, error));
      }
    }
    const [failure] = failures;
    if (failure !== undefined && seen.length === 0) {
      this.readings = LOOK_AGAIN - 1; // a lost device is looked for at the next reading
      throw new Error(failure);
    }
    return { readings: seen, failures };
  }

  /**
   * Finds the devices of the pod, MIG instances instead of the GPU that they are cut from; how many there are. Rejects
   * where all of them fail.
   */
  async look(): Promise<number> {
    const listed: (Found | Lost)[] = [];
    const failures = new Map<Found | Lost, string>();
    const count = await this.nvml.count();
    for (let index = 0; index < count; index++) {
      try {
        listed.push(...(await this.devicesAt(index)));
      } catch (error) {
        // It keeps its place, or an index in CUDA_VISIBLE_DEVICES would slide to its neighbour.
        const lost: Lost = { handle: null, id: `GPU ${index}` };
        listed.push(lost);
        failures.set(lost, failureOf(lost.id, error));
      }
    }
    const visible = visibleNvidia(this.env, listed);
    this.devices = visible.filter((device) => device.handle !== null);
    this.notFound = visible.flatMap((device) => failures.get(device) ?? []);
    const [failure] = this.notFound;
    if (failure !== undefined && this.devices.length === 0) {
      throw new Error(failure);
    }
    return this.devices.length;
  }

  private async devicesAt(index: number): Promise<Found[]> {
    const handle = await told(this.nvml.device(index));
    if (handle === null) {
      return [];
    }
    const devices: Found[] = [];
    for (const each of (await this.instances(handle)) ?? [handle]) {
      devices.push({ handle: each, id: await this.nvml.uuid(each), name: await this.nvml.name(each) });
    }
    return devices;
  }

  private async instances(handle: Handle): Promise<Handle[] | null> {
    const slots = await told(this.nvml.migSlots(handle));
    if (slots === null) {
      return null;
    }
    const instances: Handle[] = [];
    for (let slot = 0; slot < slots; slot++) {
      const instance = await told(this.nvml.migDevice(handle, slot));
      if (instance !== null) instances.push(instance);
    }
    return instances;
  }

  private async readOne({ handle, id, name }: Found): Promise<GpuReading> {
    const percent = await told(this.nvml.utilization(handle));
    const memory = await told(this.nvml.memory(handle));
    return {
      id,
      name,
      utilization: percent === null ? null : Math.min(1, percent / 100),
      memoryUsedBytes: memory?.usedBytes ?? null,
      memoryTotalBytes: memory?.totalBytes ?? null,
    };
  }
}

function failureOf(id: string, error: unknown): string {
  return `${id}: ${error instanceof Error ? error.message : String(error)}`;
}

/** What a call tells; `null` where the driver cannot. */
async function told<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof NvmlError && CANNOT_TELL.has(error.code)) {
      return null;
    }
    throw error;
  }
}
