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
 */
export async function openAmdSysfs({ env, sysfsRoot = '/sys' }: OpenOptions): Promise<GpuSource | null> {
  const cards = visibleAmd(env, await findCards(join(sysfsRoot, 'class', 'drm')));
  return cards.length === 0
    ? null
    : {
        kind: 'amd-sysfs',
        read: () => Promise.all(cards.map(readCard)),
        close: () => Promise.resolve(),
      };
}

async function findCards(folder: string): Promise<Card[]> {
  const entries = await readdir(folder).catch(() => []);
  const cards = entries
    .filter((entry) => /^card\d+$/.test(entry))
    .sort((a, b) => Number(a.slice(4)) - Number(b.slice(4)));
  const found: Card[] = [];
  for (const card of cards) {
    const device = join(folder, card, 'device');
    if ((await text(device, 'gpu_busy_percent')) === null) continue;
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
