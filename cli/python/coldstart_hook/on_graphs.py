"""torch: the capture of CUDA graphs."""

from . import spans
from .wrapping import require


def patch(module):
    owner = getattr(module, "CUDAGraph", None)
    require(owner, "capture_begin", before_begin, after_begin)
    require(owner, "capture_end", before_end, after_end)


def before_begin(args, kwargs):
    thread = spans.thread()
    thread.capture = getattr(thread, "capture", None) or spans.begin("graph", stacked=False)
    return True


def after_begin(token, result, error):
    if error is not None:
        after_end(token, result, error)


def before_end(args, kwargs):
    return True


def after_end(token, result, error):
    thread = spans.thread()
    span, thread.capture = getattr(thread, "capture", None), None
    spans.end(span, error)
