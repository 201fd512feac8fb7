import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openGpuSource } from '../../src/gpu/index.js';

describe('AMD GPUs in sysfs', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'coldstart-sysfs-'));
    mkdirSync(join(root, 'dev', 'dri'), { recursive: true });
  });
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  function card(name: string, files: Readonly<Record<string, string>>, nodes = [name]): void {
    for (const node of nodes) writeFileSync(join(root, 'dev', 'dri', node), '');
    const folder = join(root, 'class', 'drm', name, 'device');
    mkdirSync(folder, { recursive: true });
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), `${text}\n`);
  }
  const open = (env: Record<string, string> = {}) =>
    openGpuSource({
      env,
      intervalMs: 50,
      complain: () => undefined,
      nvmlPath: '/nonexistent',
      sysfsRoot: root,
      devRoot: join(root, 'dev'),
    });

  it('tell how busy they are and their memory, in the order of their numbers', async () => {
    card('card10', { gpu_busy_percent: '5', unique_id: 'beef' });
    card('card2', {
      gpu_busy_percent: '81',
      mem_info_vram_used: '1000',
      mem_info_vram_total: '2000',
      unique_id: 'cafe',
      product_name: 'AMD Instinct MI300X',
    });
    card('card1', { vendor: '0x1002' }); // no busy percent: not one of those
    card('card2-DP-1', { gpu_busy_percent: '1' }); // an output of a card
    const source = await open();
    expect(source?.kind).toBe('amd-sysfs');
    expect(await source?.read()).toEqual([
      {
        id: 'GPU-cafe',
        name: 'AMD Instinct MI300X',
        utilization: 0.81,
        memoryUsedBytes: 1000,
        memoryTotalBytes: 2000,
      },
      { id: 'GPU-beef', name: 'AMD GPU', utilization: 0.05, memoryUsedBytes: null, memoryTotalBytes: null },
    ]);
    expect((await (await open({ HIP_VISIBLE_DEVICES: '1' }))?.read())?.map(({ id }) => id)).toEqual([
      'GPU-beef',
    ]);
  });

  it('are those whose device node the container was handed, of all that the node has', async () => {
    const files = (id: string) => ({ gpu_busy_percent: '1', unique_id: id });
    card('card0', files('a'), []);
    card('card1', files('b'), ['card1', 'renderD129']);
    card('card2', files('c'), ['renderD130']);
    for (const index of [0, 1, 2]) {
      const drm = join(root, 'class', 'drm', `card${index}`, 'device', 'drm');
      mkdirSync(join(drm, `card${index}`), { recursive: true });
      mkdirSync(join(drm, `renderD${128 + index}`));
    }
    const ids = async (env: Record<string, string> = {}) =>
      (await (await open(env))?.read())?.map(({ id }) => id);
    expect(await ids()).toEqual(['GPU-b', 'GPU-c']);
    expect(await ids({ HIP_VISIBLE_DEVICES: '0' })).toEqual(['GPU-b']);
  });

  it('that say nonsense or vanish tell nothing, and the rest goes on', async () => {
    card('card0', { gpu_busy_percent: 'much', mem_info_vram_used: '7' });
    const source = await open();
    expect(await source?.read()).toMatchObject([{ utilization: null, memoryUsedBytes: 7 }]);
    rmSync(join(root, 'class'), { recursive: true });
    expect(await source?.read()).toMatchObject([{ utilization: null, memoryUsedBytes: null }]);
  });

  it('are none on a machine without', async () => {
    expect(await open()).toBeNull();
  });
});
