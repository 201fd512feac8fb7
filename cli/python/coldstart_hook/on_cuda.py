"""torch: the first use of CUDA, which makes the context."""

from . import on_module, spans
from .wrapping import require


def patch(module):
    original = getattr(module, "_lazy_init", None)

    def before(args, kwargs):
        return None if module.is_initialized() else spans.begin("cuda_init")

    def after(span, result, error):
        spans.end(span, error)
        if error is None:
            on_module.cuda_is_ready()
            # Called before each use of CUDA from now on: nothing of ours stays in the way.
            if getattr(module._lazy_init, "__wrapped__", None) is original:
                module._lazy_init = original

    require(module, "_lazy_init", before, after)
