"""A stretch of reading weights from files, with their sizes and what of it came from the disk."""

from . import loads, spans
from .disk import Reading
from .names import file_name


class Read:
    def __init__(self, span, reading):
        self.span = span
        self.reading = reading


def begin(files, name=None):
    load = loads.touched()
    if load is not None and load.combined:
        load.reading.add(files)
        return None
    reading = Reading()
    reading.add(files)
    if load is not None:
        load.reading.add(files)
    if name is None and files:
        name = file_name(files[0])
    span = spans.begin("read", name, bytes=reading.bytes)
    return Read(span, reading) if span is not None else None


def end(read, result, error):
    spans.end(read.span, error, **read.reading.fields())
