type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The GPUs that a process may use, of those that the driver shows it, in the driver's order.
 *
 * In a container the driver shows the allocated ones alone, unless the container is privileged; the rest is settled by
 * variables. `NVIDIA_VISIBLE_DEVICES` counts only where it names UUIDs: its indices are those of the node, and `void`
 * stands there also when a device plugin hands out devices another way. Then `CUDA_VISIBLE_DEVICES` takes from what is
 * left; it ends at its first entry that fits nothing, as CUDA reads it. CUDA numbers the fastest device first unless
 * told otherwise, the driver goes by the bus: they differ only where a node mixes models.
 * Source: CUDA C++ Programming Guide, "CUDA environment variables".
 */
export function visibleNvidia<T extends { readonly id: string }>(env: Environment, all: readonly T[]): T[] {
  const named = entries(env['NVIDIA_VISIBLE_DEVICES'])?.filter(isUuid) ?? [];
  const allocated = all.filter((gpu) => named.some((uuid) => gpu.id.startsWith(uuid)));
  return chosen(allocated.length > 0 ? allocated : [...all], env['CUDA_VISIBLE_DEVICES']);
}

/** Whether the variables alone say that CUDA has no GPU here: its list ends before its first entry. */
export function hidesNvidia(env: Environment): boolean {
  const [first] = entries(env['CUDA_VISIBLE_DEVICES']) ?? [];
  return first !== undefined && !isUuid(first) && !isIndex(first);
}

/**
 * The same for AMD: the ROCm runtime first hides what is not in `ROCR_VISIBLE_DEVICES`, then HIP numbers the rest anew.
 * Source: ROCm documentation, "GPU isolation techniques".
 */
export function visibleAmd<T extends { readonly id: string }>(env: Environment, all: readonly T[]): T[] {
  const rocr = chosen([...all], env['ROCR_VISIBLE_DEVICES']);
  return chosen(rocr, env['HIP_VISIBLE_DEVICES'] ?? env['CUDA_VISIBLE_DEVICES']);
}

function chosen<T extends { readonly id: string }>(gpus: T[], variable: string | undefined): T[] {
  const wanted = entries(variable);
  if (wanted === undefined) {
    return gpus;
  }
  const taken: T[] = [];
  for (const entry of wanted) {
    const gpu = isUuid(entry)
      ? gpus.find(({ id }) => id.startsWith(entry))
      : isIndex(entry)
        ? gpus[Number(entry)]
        : undefined;
    if (gpu === undefined) {
      break;
    }
    if (!taken.includes(gpu)) taken.push(gpu);
  }
  return gpus.filter((gpu) => taken.includes(gpu));
}

function entries(variable: string | undefined): string[] | undefined {
  return variable?.split(',').map((entry) => entry.trim());
}

function isIndex(entry: string): boolean {
  return /^\d+$/.test(entry);
}

function isUuid(entry: string): boolean {
  return /^(GPU|MIG)-./.test(entry);
}
