/**
 * Packages that have the shape of the real ones where the hook takes hold, and a GPU that this machine has not. They
 * print what is done to them.
 */
export const TORCH: Readonly<Record<string, string>> = {
  'torch/__init__.py': `
from torch.serialization import load
from torch import cuda, nn
from torch.cuda import graphs
`,
  'torch/cuda/__init__.py': `
import time
_initialized = False
capturing = False
def is_initialized():
    return _initialized
def _lazy_init():
    """Makes the context."""
    global _initialized
    if not _initialized:
        print('context')
        time.sleep(0.02)
        _initialized = True
def is_current_stream_capturing():
    return capturing
def synchronize(device=None):
    print('synchronize')
    time.sleep(0.02)
`,
  'torch/cuda/graphs.py': `
class CUDAGraph:
    def capture_begin(self, pool=None):
        print('capture', pool)
    def capture_end(self):
        print('captured')
`,
  'torch/nn/__init__.py': 'from torch.nn.modules.module import Module\n',
  'torch/nn/modules/__init__.py': '',
  'torch/nn/modules/module.py': `
import sys
class Device:
    def __init__(self, type):
        self.type, self.index = type, None
class Weight:
    def __init__(self):
        self.device = Device('cpu')
class Module:
    def __init__(self):
        self.weights = [Weight()]
    def parameters(self):
        return iter(self.weights)
    def to(self, *args, **kwargs):
        """Moves."""
        kind = str(kwargs.get('device', args[0] if args else 'cpu')).split(':')[0]
        if kind == 'cuda':
            sys.modules['torch.cuda']._lazy_init()
        print('to', kind)
        for weight in self.weights:
            weight.device = Device(kind)
        return self
    def cuda(self, device=None):
        return self.to('cuda')
`,
  'torch/serialization.py': `
def load(f, map_location=None, *, weights_only=True):
    """Loads."""
    with open(f, 'rb') as file:
        return file.read()
`,
  'torch/_dynamo/__init__.py': 'from torch._dynamo import convert_frame\n',
  'torch/_dynamo/convert_frame.py': `
def _compile(code, *rest):
    return code
`,
};

export const TRANSFORMERS: Readonly<Record<string, string>> = {
  'transformers/__init__.py': '',
  'transformers/modeling_utils.py': `
class PreTrainedModel:
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path, *model_args, config=None, **kwargs):
        """Loads a model."""
        return cls()
`,
};
