"""torch: `Module.to` and `Module.cuda` where they really move weights to an accelerator.

Copies to a device are queued, so the end is dated after a synchronize; without it the copy would be told as done
while it runs.
"""

import sys

from . import spans
from .wrapping import require

# Where weights lie before they are moved, or lie nowhere.
HOST = frozenset(["cpu", "meta"])


def patch(module):
    owner = getattr(module, "Module", None)
    require(owner, "to", before_to, after)
    require(owner, "cuda", before_cuda, after)


class Transfer:
    """Begins after the first use of CUDA has set it up: that is a part of the start, not of the copy."""

    def __init__(self, kind, model):
        self.kind = kind
        self.name = type(model).__name__
        self.since = spans.now()
        self.span = None

    def open(self):
        if self.span is None:
            self.span = spans.begin("transfer", self.name, at=self.since)

    def wait_for_cuda(self):
        cuda = backend("cuda")
        return self.kind == "cuda" and cuda is not None and not cuda.is_initialized()


def before_to(args, kwargs):
    return begin(args[0], target(args[1:], kwargs))


def before_cuda(args, kwargs):
    return begin(args[0], "cuda")


def begin(model, kind):
    if kind is None or kind in HOST or getattr(spans.thread(), "transfer", None) is not None:
        return None
    weight = next(iter(model.parameters()), None)
    if weight is None or weight.device.type not in HOST:
        return None
    transfer = Transfer(kind, model)
    spans.thread().transfer = transfer
    if not transfer.wait_for_cuda():
        transfer.open()
    return transfer


def after(transfer, result, error):
    spans.thread().transfer = None
    if error is None:
        synchronize(transfer.kind)
    transfer.open()
    spans.end(transfer.span, error)


def cuda_is_ready():
    transfer = getattr(spans.thread(), "transfer", None)
    if transfer is not None and transfer.span is None:
        transfer.since = spans.now()
        transfer.open()


def target(args, kwargs):
    """The type of the device that `to` is asked for: "cuda", "cpu", …; None where it is asked for another thing."""
    for value in [kwargs.get("device"), kwargs.get("tensor")] + list(args[:1]):
        if isinstance(value, bool):
            continue
        if isinstance(value, int):
            return "cuda"
        if isinstance(value, str):
            return value.split(":", 1)[0]
        device = getattr(value, "device", value)  # of a tensor
        if hasattr(device, "type") and hasattr(device, "index"):
            return device.type
    return None


def synchronize(kind):
    device = backend(kind)
    if device is None or not getattr(device, "is_initialized", lambda: False)():
        return
    if getattr(device, "is_current_stream_capturing", lambda: False)():
        return  # A synchronize would spoil the graph that is being captured.
    device.synchronize()


def backend(kind):
    return getattr(sys.modules.get("torch"), kind, None)
