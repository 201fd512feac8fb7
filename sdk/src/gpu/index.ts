export interface GpuReading {
  readonly id: string;
  readonly name: string;
  readonly utilization: number | null;
  readonly memoryUsedBytes: number | null;
  readonly memoryTotalBytes: number | null;
}
export interface GpuSource {
  readonly kind: string;
  read(): Promise<readonly GpuReading[]>;
  close(): Promise<void>;
}
export function openGpuSource(_options: {
  env: Record<string, string | undefined>;
  intervalMs: number;
  complain(m: string): void;
  nvmlPath?: string;
  sysfsRoot?: string;
}): Promise<GpuSource | null> {
  return Promise.resolve(null);
}
export interface GpuSampler {
  loading(running: boolean): void;
  latest(nowS: number): readonly GpuReading[];
  busyS(startS: number, endS: number): number | null;
  readonly firstSeenS: number | null;
  readonly firstMemoryS: number | null;
  close(): Promise<void>;
}
export function startGpuSampler(_options: {
  open(): Promise<GpuSource | null>;
  intervalMs: number;
  keepOn: boolean;
  nowS(): number;
  complain(m: string): void;
}): GpuSampler {
  return {
    loading: () => undefined,
    latest: () => [],
    busyS: () => null,
    firstSeenS: null,
    firstMemoryS: null,
    close: () => Promise.resolve(),
  };
}
