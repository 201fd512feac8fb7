import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenOptions } from '../open.js';
import type { GpuReading, GpuSource } from '../reading.js';
import { visibleAmd } from '../visible.js';

interface Card {
  readonly folder: string;
  readonly id: string;
  readonly name: string;
}

/**
 * AMD's kernel driver, which needs no library; `null` where it has no GPU of the pod.
 * Source: Linux kernel documentation, "AMDGPU: GPU Power/Thermal Controls and Monitoring", `gpu_busy_percent` and
 * `mem_info_vram_*`.
 *
 * A container sees the sysfs of the whole node. Its own are those whose device node it was handed: AMD's device plugin
 * mounts `/dev/dri/card*` and `/dev/dri/renderD*` of each GPU that it allocates.
 */
export async function openAmdSysfs(options: OpenOptions): Promise<GpuSource | null> {
  const { env, sysfsRoot = '/sys', devRoot = '/dev' } = options;
  const cards = visibleAmd(env, await findCards(join(sysfsRoot, 'class', 'drm'), join(devRoot, 'dri')));
  return cards.length === 0
    ? null
    : {
        kind: 'amd-sysfs',
        read: () => Promise.all(cards.map(readCard)),
        close: () => Promise.resolve(),
      };
}

async function findCards(folder: string, devices: string): Promise<Card[]> {
  const usable = new Set(await readdir(devices).catch(() => []));
  const entries = await readdir(folder).catch(() => []);
  const cards = entries
    .filter((entry) => /^card\d+$/.test(entry))
    .sort((a, b) => Number(a.slice(4)) - Number(b.slice(4)));
  const found: Card[] = [];
  for (const card of cards) {
    const device = join(folder, card, 'device');
    if ((await text(device, 'gpu_busy_percent')) === null) continue;
    const nodes = await readdir(join(device, 'drm')).catch(() => []);
    if (![card, ...nodes].some((node) => usable.has(node))) continue;
    const unique = await text(device, 'unique_id');
    found.push({
      folder: device,
      id: unique === null ? card : `GPU-${unique}`,
      name: (await text(device, 'product_name')) ?? 'AMD GPU',
    });
  }
  return found;
}

async function readCard({ folder, id, name }: Card): Promise<GpuReading> {
  const [percent, used, total] = await Promise.all(
    ['gpu_busy_percent', 'mem_info_vram_used', 'mem_info_vram_total'].map((file) => number(folder, file)),
  );
  return {
    id,
    name,
    utilization: percent == null ? null : Math.min(1, percent / 100),
    memoryUsedBytes: used ?? null,
    memoryTotalBytes: total ?? null,
  };
}

async function number(folder: string, file: string): Promise<number | null> {
  const read = await text(folder, file);
  return read !== null && /^\d+$/.test(read) ? Number(read) : null;
}

async function text(folder: string, file: string): Promise<string | null> {
  try {
    const read = (await readFile(join(folder, file), 'utf8')).trim();
    return read === '' ? null : read;
  } catch {
    return null;
  }
}
