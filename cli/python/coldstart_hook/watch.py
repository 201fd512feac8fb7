"""Notices when a library of interest is imported.

Nothing is imported on our account. The finder finds nothing itself: it asks the finders after it and, for a module of
interest, sees to it that `imports` is called when the module's code runs.
"""

import sys

# Top-level packages whose import is a part of the start that can be felt.
IMPORTS = frozenset(
    """
    torch transformers vllm sglang tensorflow jax onnxruntime tensorrt tensorrt_llm diffusers sentence_transformers
    accelerate deepspeed peft triton torchvision torchaudio llama_cpp ctranslate2 ray kserve text_generation_server
    """.split()
)

# Packages of which something is patched, or imported later and one by one.
PREFIXES = tuple(name + "." for name in IMPORTS) + ("safetensors", "huggingface_hub.")


class Finder:
    def __init__(self):
        self.asking = set()

    def find_spec(self, name, path=None, target=None):
        if not (name in IMPORTS or name.startswith(PREFIXES)) or name in self.asking:
            return None
        self.asking.add(name)
        try:
            from . import imports

            if not imports.wants(name):
                return None
            for finder in list(sys.meta_path):
                find = None if finder is self else getattr(finder, "find_spec", None)
                spec = find(name, path, target) if find is not None else None
                if spec is not None:
                    imports.attach(name, spec.loader)
                    return spec
        except Exception:
            pass  # Python asks the other finders itself now.
        finally:
            self.asking.discard(name)
        return None


def install():
    sys.meta_path.insert(0, Finder())
    # A .pth file of the site may have been faster than we.
    early = [name for name in sys.modules if name in IMPORTS or name.startswith(PREFIXES)]
    if early:
        from . import imports

        imports.patch_all(early)
