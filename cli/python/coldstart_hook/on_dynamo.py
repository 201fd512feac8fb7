"""torch 2.x: compilations by `torch.compile`.

`_compile` runs for each piece of code that Dynamo translates, its backend (Inductor, vLLM's) included: wherever the
compiled function was made and whoever calls it first.
"""

from .wrapping import as_span, require


def patch(module):
    require(module, "_compile", *as_span("compile", code_name))


def code_name(args, kwargs):
    return getattr(args[0] if args else kwargs.get("code"), "co_name", None)
