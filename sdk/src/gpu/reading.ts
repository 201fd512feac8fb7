/** What is known of one GPU, or of one MIG instance, at one moment. `null`: its driver does not tell. */
export interface GpuReading {
  /** UUID as the driver writes it, e.g. `GPU-…` or `MIG-…`. */
  readonly id: string;
  /** Product name. */
  readonly name: string;
  /** Fraction of time that it was busy, 0..1. */
  readonly utilization: number | null;
  readonly memoryUsedBytes: number | null;
  readonly memoryTotalBytes: number | null;
}

/** A way to ask the driver. */
export interface GpuSource {
  readonly kind: 'nvml' | 'nvidia-smi' | 'amd-sysfs';
  /** The GPUs of the pod now. Rejects with a message for a person where the driver fails. */
  read(): Promise<readonly GpuReading[]>;
  /** Never rejects. */
  close(): Promise<void>;
}
