"""torch: `torch.load`."""

from . import reads
from .wrapping import require


def patch(module):
    require(module, "load", before, reads.end)


def before(args, kwargs):
    file = kwargs.get("f", args[0] if args else None)
    return reads.begin([file] if isinstance(file, str) or hasattr(file, "__fspath__") else [])
