"""safetensors: `load_file`, and the tensors taken out of a `with safe_open(…)`.

`safe_open` stays the class that it is; only three of its methods are replaced on it. Its objects do not say which
file they read, so those reads have no size.
"""

from . import reads, spans
from .wrapping import require, wrap

_open = {}


def patch(module):
    if module.__name__ == "safetensors.torch":
        require(module, "load_file", before_load_file, reads.end)
        return
    owner = getattr(module, "safe_open", None)
    require(owner, "__enter__", entered)
    require(owner, "__exit__", leaving)
    wrap(owner, "get_tensor", taking)
    wrap(owner, "get_slice", taking)


def before_load_file(args, kwargs):
    return reads.begin([kwargs.get("filename", args[0] if args else None)])


def entered(args, kwargs):
    _open[id(args[0])] = None


def taking(args, kwargs):
    key = id(args[0])
    if key in _open and _open[key] is None:
        # Told once for each file, also where another span covers it.
        _open[key] = spans.begin("read", stacked=False) or False


def leaving(args, kwargs):
    spans.end(_open.pop(id(args[0]), None) or None)
