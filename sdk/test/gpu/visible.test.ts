import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hidesNvidia, visibleAmd, visibleNvidia } from '../../src/gpu/visible.js';

const node = ['GPU-aa', 'GPU-ab', 'GPU-b', 'MIG-c'].map((id) => ({ id }));
const idsOf = (gpus: readonly { id: string }[]) => gpus.map(({ id }) => id);

describe('the GPUs of the pod', () => {
  it.each([
    [{}, ['GPU-aa', 'GPU-ab', 'GPU-b', 'MIG-c']],
    [{ CUDA_VISIBLE_DEVICES: '1, 0' }, ['GPU-aa', 'GPU-ab']],
    [{ CUDA_VISIBLE_DEVICES: 'GPU-b' }, ['GPU-b']],
    [{ CUDA_VISIBLE_DEVICES: 'MIG-c' }, ['MIG-c']],
    [{ CUDA_VISIBLE_DEVICES: '' }, []],
    [{ CUDA_VISIBLE_DEVICES: '-1' }, []],
    [{ CUDA_VISIBLE_DEVICES: 'NoDevFiles' }, []],
    [{ CUDA_VISIBLE_DEVICES: '0,9,1' }, ['GPU-aa']],
    [{ NVIDIA_VISIBLE_DEVICES: 'all' }, ['GPU-aa', 'GPU-ab', 'GPU-b', 'MIG-c']],
    [{ NVIDIA_VISIBLE_DEVICES: 'void' }, ['GPU-aa', 'GPU-ab', 'GPU-b', 'MIG-c']],
    [{ NVIDIA_VISIBLE_DEVICES: '3' }, ['GPU-aa', 'GPU-ab', 'GPU-b', 'MIG-c']],
    [{ NVIDIA_VISIBLE_DEVICES: 'GPU-ab,GPU-b', CUDA_VISIBLE_DEVICES: '1' }, ['GPU-b']],
    [{ NVIDIA_VISIBLE_DEVICES: 'GPU-elsewhere' }, ['GPU-aa', 'GPU-ab', 'GPU-b', 'MIG-c']],
  ])('of NVIDIA with %j are %j', (env, ids) => {
    expect(idsOf(visibleNvidia(env, node))).toEqual(ids);
  });

  it.each([
    [{ ROCR_VISIBLE_DEVICES: '1,2', HIP_VISIBLE_DEVICES: '1' }, ['GPU-b']],
    [{ HIP_VISIBLE_DEVICES: '0' }, ['GPU-aa']],
    [{ CUDA_VISIBLE_DEVICES: '2' }, ['GPU-b']],
  ])('of AMD with %j are %j', (env, ids) => {
    expect(idsOf(visibleAmd(env, node))).toEqual(ids);
  });

  it('are some of those that the driver shows, in its order, each once, whatever the variables say', () => {
    const value = fc.oneof(fc.string(), fc.constantFrom('0', '1,1', 'GPU-a', 'GPU-,', 'all', '1,0,7'));
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('NVIDIA_VISIBLE_DEVICES', 'CUDA_VISIBLE_DEVICES'), value),
        (env) => {
          const ids = idsOf(visibleNvidia(env, node));
          expect(idsOf(node).filter((id) => ids.includes(id))).toEqual(ids);
          if (hidesNvidia(env)) expect(ids).toEqual([]);
        },
      ),
    );
  });
});
