import { openAmdSysfs } from './amd/index.js';
import { openNvidiaSmi } from './nvidia-smi/index.js';
import { openNvml } from './nvml/index.js';
import type { GpuSource } from './reading.js';
import { hidesNvidia } from './visible.js';

export interface OpenOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly intervalMs: number;
  complain(message: string): void;
  /** NVIDIA's management library; default the one of the system. */
  readonly nvmlPath?: string;
  /** Where the kernel tells of devices; default `/sys`. */
  readonly sysfsRoot?: string;
  /** Where the devices are that this container may use; default `/dev`. */
  readonly devRoot?: string;
}

/** The first source that knows a GPU; `null` where there is none, without a word. Never rejects. */
export async function openGpuSource(options: OpenOptions): Promise<GpuSource | null> {
  const nvidia = hidesNvidia(options.env) ? [] : [openNvml, openNvidiaSmi];
  for (const open of [...nvidia, openAmdSysfs]) {
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
