"""transformers: `PreTrainedModel.from_pretrained` and the reading of the checkpoint inside it (4.x and 5.x)."""

from . import loads, names, reads, spans
from .wrapping import require, wrap


def patch(module):
    model = getattr(module, "PreTrainedModel", None)
    require(model, "from_pretrained", before_model, after_model)
    wrap(model, "_load_pretrained_model", before_checkpoint, reads.end)


def before_model(args, kwargs):
    name = names.model_name(args, kwargs)
    span = spans.begin("model", name)
    if span is None:
        return None
    source = kwargs.get("pretrained_model_name_or_path", args[1] if len(args) > 1 else None)
    return span, loads.begin(name, source, kwargs.get("device_map"))


def after_model(token, result, error):
    span, load = token
    loads.end(load, error)
    spans.end(span, error)


def before_checkpoint(args, kwargs):
    return reads.begin(checkpoint_files(list(args) + list(kwargs.values())))


def checkpoint_files(values):
    """The paths of weights among the arguments: their place and name differ from version to version."""
    for value in values:
        found = [value] if isinstance(value, str) else value if isinstance(value, (list, tuple)) else []
        files = [file for file in found if isinstance(file, str) and names.is_weights(file)]
        if files:
            return files
    return []
