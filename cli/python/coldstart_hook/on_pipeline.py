"""transformers: `pipeline()`."""

from .wrapping import as_span, require


def patch(module):
    require(module, "pipeline", *as_span("pipeline", task))


def task(args, kwargs):
    given = kwargs.get("task", args[0] if args else None)
    return given if isinstance(given, str) else None
