"""The load of one model: from the moment its weights are here until `from_pretrained` returns.

`from_pretrained` also downloads. Where the load begins is known at once for a folder; for an id in the hub it is the
end of the last look into the hub before the first read, so it is told only then, with that earlier stamp.
"""

import os

from . import spans
from .disk import Reading


class Load:
    def __init__(self, name, local, combined):
        self.name = name
        self.since = spans.now()
        # Weights go straight to an accelerator: reading and copying are one.
        self.combined = combined
        self.span = None
        self.reading = None
        self.ended = False
        if local:
            self.open()

    def open(self):
        if self.reading is None:
            self.reading = Reading()
            self.span = spans.begin("load", self.name, at=self.since)

    def close(self, error):
        self.open()
        spans.end(self.span, error, **self.reading.fields())


def names_accelerator(device_map):
    if device_map is None:
        return False
    devices = device_map.values() if isinstance(device_map, dict) else [device_map]
    return any(str(device) not in ("cpu", "disk", "meta") for device in devices)


def begin(name, source, device_map):
    local = source is not None and os.path.isdir(source)
    load = Load(name, local, names_accelerator(device_map))
    spans.thread().load = load
    return load


def current():
    return getattr(spans.thread(), "load", None)


def looked_into_hub():
    load = current()
    if load is not None:
        load.since = spans.now()


def touched():
    """Weights are about to be read in this thread."""
    load = current()
    if load is not None:
        load.open()
    return load


def end(load, error):
    spans.thread().load = None
    load.close(error)
