import { openAmdSysfs } from './amd/index.js';
import { openNvidiaSmi } from './nvidia-smi/index.js';
import { openNvml } from './nvml/index.js';
import type { GpuSource } from './reading.js';

export interface OpenOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly intervalMs: number;
  complain(message: string): void;
  /** NVIDIA's management library; default the one of the system. */
  readonly nvmlPath?: string;
  /** Where the kernel tells of devices; default `/sys`. */
  readonly sysfsRoot?: string;
}

/** The first source that knows a GPU; `null` where there is none, without a word. Never rejects. */
export async function openGpuSource(options: OpenOptions): Promise<GpuSource | null> {
  for (const open of [openNvml, openNvidiaSmi, openAmdSysfs]) {
    try {
      const source = await open(options);
      if (source !== null) {
        return source;
      }
    } catch (error) {
      options.complain(error instanceof Error ? error.message : String(error));
    }
  }
  return null;
}
