"""transformers: the first `generate` of the process, and only that."""

from . import spans
from .wrapping import require

_seen = False


def patch(module):
    require(getattr(module, "GenerationMixin", None), "generate", before, after)


def before(args, kwargs):
    global _seen
    if _seen:
        return None
    _seen = True
    return spans.begin("generate")


def after(span, result, error):
    spans.end(span, error)
