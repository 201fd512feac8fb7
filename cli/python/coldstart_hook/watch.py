"""Notices when a library of interest is imported: dates the import and lets the library be patched after it.

Nothing is imported on our account. The finder finds nothing itself: it asks the finders after it and, for a module of
interest, sees to it that we are called when the module's code has run.
"""

import sys

# Top-level packages whose import is a part of the start that can be felt.
IMPORTS = frozenset(
    """
    torch transformers vllm sglang tensorflow jax onnxruntime tensorrt tensorrt_llm diffusers sentence_transformers
    accelerate deepspeed peft triton torchvision torchaudio llama_cpp ctranslate2 ray kserve text_generation_server
    """.split()
)

# Modules inside them that are imported later, one by one: transformers imports nearly everything at its first use.
INSIDE = tuple(name + "." for name in IMPORTS)

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


class Finder:
    def __init__(self):
        self.waiting = IMPORTS | frozenset(PATCHES)
        self.asking = set()
        self.importing = 0

    def find_spec(self, name, path=None, target=None):
        if name not in self.waiting and (self.importing or not name.startswith(INSIDE)):
            return None
        if name in self.asking:
            return None
        self.asking.add(name)
        try:
            for finder in list(sys.meta_path):
                find = None if finder is self else getattr(finder, "find_spec", None)
                spec = find(name, path, target) if find is not None else None
                if spec is not None:
                    self.attach(name, spec.loader)
                    return spec
            return None
        finally:
            self.asking.discard(name)

    def attach(self, name, loader):
        """Has us called when this loader runs the module. Its class stays what it is: programs look at it."""
        if type(loader).__name__ not in ("SourceFileLoader", "SourcelessFileLoader"):
            return  # Shared between modules, like that of a zip file, or native code.

        def exec_module(module):
            loader.__dict__.pop("exec_module", None)
            span = quietly(name, begin_import, name)
            self.importing += 1
            try:
                loader.exec_module(module)
            except BaseException as error:
                quietly(name, end_import, span, error)
                raise
            finally:
                self.importing -= 1
            quietly(name, patch, name, module)
            quietly(name, end_import, span, None)
            self.waiting = self.waiting - {name}

        loader.__dict__["exec_module"] = exec_module


def install():
    finder = Finder()
    sys.meta_path.insert(0, finder)
    # A .pth file of the site may have been faster than we.
    for name in finder.waiting & frozenset(sys.modules):
        quietly(name, patch, name, sys.modules[name])


def begin_import(name):
    from . import spans

    if name in IMPORTS or (name.startswith(INSIDE) and not spans.is_past_imports()):
        return spans.begin("import", name)
    return None


def end_import(span, error):
    from . import spans

    spans.end(span, error)


def patch(name, module):
    if name in PATCHES:
        from importlib import import_module

        import_module("%s.%s" % (__package__, PATCHES[name])).patch(module)


def quietly(where, call, *args):
    """The result of the call; an exception of ours goes to the wrapper, not to the program."""
    try:
        return call(*args)
    except Exception as error:
        from . import spans

        spans.report("hook of " + where, error)
        return None
