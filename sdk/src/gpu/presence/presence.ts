import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

export const NVML_LIBRARY = 'libnvidia-ml.so.1';
export const NVIDIA_SMI = 'nvidia-smi';

/** Made by AMD's driver, and by the plugin that hands its GPUs to a container. */
const AMD_DEVICE = '/dev/kfd';

/** Made by NVIDIA's driver: on Linux, and inside the Windows Subsystem for Linux. */
const NVIDIA_DEVICES = ['/dev/nvidiactl', '/dev/dxg'];

/**
 * Whether any way of sampling may find a GPU. A server without one then pays for a few looks at the file system, and not
 * for the code that samples.
 */
export function mayHaveGpu(env: Environment): boolean {
  return mayHaveNvml(env) || isOnPath(env, NVIDIA_SMI) || existsSync(AMD_DEVICE);
}

/**
 * Whether it is worth while to load what talks to NVIDIA's driver: its device is there, or somebody has put its library
 * where libraries are looked for first.
 */
export function mayHaveNvml(env: Environment): boolean {
  return NVIDIA_DEVICES.some((device) => existsSync(device)) || isIn(env['LD_LIBRARY_PATH'], NVML_LIBRARY);
}

/** Whether a program is in one of the folders of `PATH`. */
export function isOnPath(env: Environment, program: string): boolean {
  return isIn(env['PATH'], program);
}

function isIn(folders: string | undefined, name: string): boolean {
  return (folders ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, name)));
}
