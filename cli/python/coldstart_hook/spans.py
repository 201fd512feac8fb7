"""What is going on in this process, span by span.

Each thread has a stack. Only the outermost span of a kind is told, so a `torch.load` inside the read of a checkpoint
or the import of torch inside that of transformers is not told twice.
"""

import _thread
import itertools
import time

from . import channel

# Their time is the sum of others': a span inside them stands for itself.
GROUPS = frozenset(["model", "pipeline"])

# Before the first of anything else the process is still starting.
BEFORE_LOADING = GROUPS | frozenset(["import", "cuda_init", "tokenizer"])

_local = _thread._local()
_past_imports = False
_ids = itertools.count(1)
_reported = set()


class Span:
    __slots__ = ("what", "id", "stacked", "life", "told")

    def __init__(self, what, stacked):
        self.what = what
        self.life = channel.life()
        self.id = next(_ids)
        self.told = False
        self.stacked = stacked


def begin(what, name=None, at=None, stacked=True, **fields):
    """Opens a span; None where it is not told. `at` is a `time.monotonic()`. One that is not `stacked` may end anywhere."""
    stack = _stack()
    if channel.is_dead() or any(span.what == what for span in stack):
        return None
    # The code of a model may be imported in the midst of its load; then it is part of the load.
    if what == "import" and any(span.what not in GROUPS for span in stack):
        return None
    global _past_imports
    _past_imports = _past_imports or what not in BEFORE_LOADING
    span = Span(what, stacked)
    around = (other.id for other in reversed(stack) if other.what not in GROUPS and other.life == span.life)
    inside = next(around, None)
    if stacked:
        stack.append(span)
    line = {"k": "begin", "id": span.id, "what": what, "name": name, "in": inside, "m": at}
    line.update(fields)
    span.told = _send(line)
    return span


def end(span, error=None, **fields):
    if span is None:
        return
    stack = _stack()
    if span.stacked and span in stack:
        del stack[stack.index(span) :]
    if not span.told or span.life != channel.life():
        return  # The wrapper does not know it, or knows it of the process that this one was forked from.
    line = {"k": "end", "id": span.id, "what": span.what}
    if error is not None:
        line["error"] = type(error).__name__
        line["message"] = str(error)
    line.update(fields)
    _send(line)


def tell(kind, **fields):
    fields["k"] = kind
    _send(fields)


def report(where, error):
    """A failure of the hook itself: once for each place."""
    try:
        if where not in _reported:
            _reported.add(where)
            tell("diagnostic", message="%s: %s: %s" % (where, type(error).__name__, error))
    except Exception:
        pass


def now():
    return time.monotonic()


def is_past_imports():
    """Whether loading has begun: from then on an import inside a library is no part of the start."""
    return _past_imports


def thread():
    """Attributes of the running thread, for a hook that must remember something between two calls."""
    return _local


def _stack():
    try:
        return _local.stack
    except AttributeError:
        _local.stack = []
        return _local.stack


def _send(line):
    if line.get("m") is None:
        line["m"] = now()
    return channel.send(line)
