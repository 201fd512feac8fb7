"""Dates the import of a library and has it patched when its code has run."""

import sys

from . import spans
from .watch import IMPORTS

# Module → which of our files patches it once its code has run.
PATCHES = {
    "torch.cuda": "on_cuda",
    "torch.cuda.graphs": "on_graphs",
    "torch.nn.modules.module": "on_module",
    "torch.serialization": "on_torch_load",
    "torch._dynamo.convert_frame": "on_dynamo",
    "safetensors": "on_safetensors",
    "safetensors.torch": "on_safetensors",
    "huggingface_hub.file_download": "on_hub",
    "huggingface_hub._snapshot_download": "on_hub",
    "transformers.modeling_utils": "on_models",
    "transformers.tokenization_utils_base": "on_tokenizers",
    "transformers.processing_utils": "on_tokenizers",
    "transformers.image_processing_base": "on_tokenizers",
    "transformers.feature_extraction_utils": "on_tokenizers",
    "transformers.models.auto.tokenization_auto": "on_tokenizers",
    "transformers.models.auto.processing_auto": "on_tokenizers",
    "transformers.models.auto.image_processing_auto": "on_tokenizers",
    "transformers.models.auto.feature_extraction_auto": "on_tokenizers",
    "transformers.pipelines": "on_pipeline",
    "transformers.generation.utils": "on_generate",
}


_done = set()
_importing = 0


def wants(name):
    if name in _done:
        return False
    return name in PATCHES or name in IMPORTS or (_importing == 0 and not spans.is_past_imports())


def attach(name, loader):
    """Has us called when this loader runs the module. Its class stays what it is: programs look at it."""
    if type(loader).__name__ not in ("SourceFileLoader", "SourcelessFileLoader"):
        return  # Shared between modules, like that of a zip file, or native code.

    def exec_module(module):
        global _importing
        loader.__dict__.pop("exec_module", None)
        span = _quietly(name, _begin, name)
        _importing += 1
        try:
            loader.exec_module(module)
        except BaseException as error:
            _quietly(name, spans.end, span, error)
            raise
        finally:
            _importing -= 1
        _quietly(name, _patch, name, module)
        _quietly(name, spans.end, span)
        _done.add(name)

    loader.__dict__["exec_module"] = exec_module


def patch_all(names):
    for name in names:
        _quietly(name, _patch, name, sys.modules.get(name))
        _done.add(name)


def _begin(name):
    # Of what is imported inside a library only what comes before loading is a part of the start.
    if name in IMPORTS or (name.split(".", 1)[0] in IMPORTS and not spans.is_past_imports()):
        return spans.begin("import", name)
    return None


def _patch(name, module):
    if name in PATCHES:
        from importlib import import_module

        import_module("%s.%s" % (__package__, PATCHES[name])).patch(module)


def _quietly(where, call, *args):
    """The result of the call; an exception of ours goes to the wrapper, not to the program."""
    try:
        return call(*args)
    except Exception as error:
        spans.report("hook of " + where, error)
        return None
