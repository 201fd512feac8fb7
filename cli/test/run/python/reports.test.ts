import { describe, expect, it } from 'vitest';
import type { PythonEvent } from '../../../src/run/python/index.js';
import { PYTHON, runHooked } from './python.js';
import { TORCH, TRANSFORMERS } from './stand-ins.js';

/** The stretches in the order in which they began, and whether each ended well. */
function stretches(events: readonly PythonEvent[]): (string | null | boolean)[][] {
  return events.flatMap((event) => {
    if (event.type !== 'begin') return [];
    const end = events.find((other) => other.type === 'end' && other.lane === event.lane);
    const well = end?.type === 'end' ? end.outcome === 'ok' && end.atS >= event.atS : null;
    return [[event.activity, event.name, event.within, well]];
  });
}

const diagnostics = (events: readonly PythonEvent[]): string[] =>
  events.flatMap((event) => (event.type === 'diagnostic' ? [event.message] : []));

describe.skipIf(PYTHON === null)('the hook reports', () => {
  it('the first use of CUDA before the copy that asked for it, and the copy until it is done', async () => {
    const { events, stdout } = await runHooked({
      files: {
        ...TORCH,
        'main.py': `
import torch
class Model(torch.nn.Module):
    pass
model = Model()
assert model.to('cpu') is model
assert model.to('cuda:0') is model
model.to('cuda')
print(torch.cuda._lazy_init.__name__, hasattr(torch.cuda._lazy_init, '__wrapped__'))
`,
      },
    });
    expect(stdout.trim().split('\n')).toEqual([
      'to cpu',
      'context',
      'to cuda',
      'synchronize',
      'to cuda',
      '_lazy_init False',
    ]);
    expect(stretches(events)).toEqual([
      ['import', 'torch', null, true],
      ['cuda_init', null, null, true],
      ['transfer', 'Model', null, true],
    ]);
    const at = (type: string, activity: string): number =>
      events.flatMap((event) =>
        (event.type === 'begin' || event.type === 'end') && event.type === type && event.activity === activity
          ? [event.atS]
          : [],
      )[0] ?? NaN;
    expect(at('begin', 'transfer')).toBeGreaterThanOrEqual(at('end', 'cuda_init'));
    // The synchronize of the stand-in takes 20 ms.
    expect(at('end', 'transfer') - at('begin', 'transfer')).toBeGreaterThanOrEqual(0.02);
    expect(diagnostics(events)).toEqual([]);
  });

  it('a copy by cuda() too, and never synchronizes while a graph is captured', async () => {
    const { events, stdout } = await runHooked({
      files: {
        ...TORCH,
        'main.py': `
import torch
torch.cuda._lazy_init()
torch.cuda.capturing = True
torch.nn.Module().cuda()
`,
      },
    });
    expect(stdout.trim().split('\n')).toEqual(['context', 'to cuda']);
    expect(stretches(events).slice(1)).toEqual([
      ['cuda_init', null, null, true],
      ['transfer', 'Module', null, true],
    ]);
  });

  it('graphs, compilations and torch.load', async () => {
    const { events } = await runHooked({
      files: {
        ...TORCH,
        'weights.pt': 'x'.repeat(1000),
        'main.py': `
import torch, torch._dynamo
graph = torch.cuda.graphs.CUDAGraph()
graph.capture_begin(pool=1)
graph.capture_end()
def forward(): pass
assert torch._dynamo.convert_frame._compile(forward.__code__) is forward.__code__
assert len(torch.load('weights.pt')) == 1000
try:
    torch.load('missing.pt')
except FileNotFoundError:
    pass
`,
      },
    });
    expect(stretches(events)).toEqual([
      ['import', 'torch', null, true],
      ['import', 'torch._dynamo', null, true],
      ['graph', null, null, true],
      ['compile', 'forward', null, true],
      ['read', 'weights.pt', null, true],
      ['read', 'missing.pt', null, false],
    ]);
    expect(events).toContainEqual({ type: 'progress', bytes: 1000, expectedBytes: 1000 });
    expect(diagnostics(events)).toEqual([]);
  });

  it('every process with its own number, however it was started', async () => {
    const { events, stdout, stderr } = await runHooked({
      files: {
        ...TORCH,
        'work.py':
          'import os\ndef work(kind):\n    import torch\n    torch.load(__file__)\n    print(kind, os.getpid(), flush=True)\n',
        'main.py': `
import multiprocessing, os
from work import work
if __name__ == '__main__':
    for kind in ('fork', 'spawn', 'forkserver'):
        process = multiprocessing.get_context(kind).Process(target=work, args=(kind,))
        process.start()
        process.join()
        assert process.exitcode == 0
    print('main', os.getpid())
`,
      },
    });
    expect(stderr).toBe('');
    const pidOf = (kind: string): number => Number(new RegExp(`^${kind} (\\d+)$`, 'm').exec(stdout)?.[1]);
    for (const kind of ['fork', 'spawn', 'forkserver']) {
      const pid = pidOf(kind);
      const own = events.filter((event) => 'pid' in event && event.pid === pid);
      expect([kind, ...own.map(({ type }) => type)]).toEqual([
        kind,
        'hello',
        // import, read with its source
        ...['begin', 'end', 'begin', 'end', 'source'],
        'exit',
      ]);
    }
    expect(
      events.filter((event) => 'pid' in event && event.pid === pidOf('main')).map(({ type }) => type),
    ).toEqual(['hello', 'exit']);
  });

  it('the exception that ended it', async () => {
    const { events } = await runHooked({ files: { 'main.py': 'raise ValueError("no such model")' } });
    expect(events.at(-1)).toMatchObject({ type: 'exit', clean: true, error: 'ValueError: no such model' });
    const killed = await runHooked({ files: { 'main.py': 'import os; os._exit(1)' } });
    expect(killed.events.at(-1)).toMatchObject({ type: 'exit', clean: false, error: null });
  });

  it('the import of a library that fails, and leaves the exception to the program', async () => {
    const { events, stdout } = await runHooked({
      files: {
        'torch/__init__.py': 'raise ImportError("libcuda.so.1 is missing")',
        'main.py': 'try:\n    import torch\nexcept ImportError as error:\n    print(error)\n',
      },
    });
    expect(stdout).toBe('libcuda.so.1 is missing\n');
    expect(stretches(events)).toEqual([['import', 'torch', null, false]]);
  });

  it('what a library no longer has, once, as a diagnostic', async () => {
    const { events, stdout } = await runHooked({
      files: {
        ...TORCH,
        'torch/serialization.py': 'load = None\n',
        'main.py': 'import torch\nprint(torch.load)\n',
      },
    });
    expect(stdout).toBe('None\n');
    expect(diagnostics(events)).toEqual(['hook: LookupError: there is no torch.serialization.load']);
  });

  it('a model by its name and never by its path', async () => {
    const { events } = await runHooked({
      files: {
        ...TRANSFORMERS,
        'secret/small/config.json': '',
        'main.py': `
from transformers.modeling_utils import PreTrainedModel
PreTrainedModel.from_pretrained('secret/small')
PreTrainedModel.from_pretrained('org/small')
PreTrainedModel.from_pretrained(pretrained_model_name_or_path='/cache/models--org--tiny/snapshots/abc')
PreTrainedModel.from_pretrained('https://user:word@hub/org/some/model?token=abc')
`,
      },
    });
    const names = stretches(events)
      .filter(([activity]) => activity === 'load')
      .map(([, name]) => name);
    expect(names).toEqual(['small', 'org/small', 'org/tiny', 'model']);
    expect(JSON.stringify(events)).not.toMatch(/secret|cache|token|word/);
  });
});
