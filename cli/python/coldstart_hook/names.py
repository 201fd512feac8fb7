"""How a model or a file is called in a report: never a whole path, never a URL's query."""

import os

WEIGHTS = (".safetensors", ".bin", ".pt", ".pth", ".ckpt", ".gguf", ".h5", ".msgpack", ".onnx", ".nemo", ".tflite")


def is_weights(name):
    return str(name).lower().endswith(WEIGHTS)


def file_name(path):
    return os.path.basename(str(path).split("?", 1)[0].rstrip("/"))


def model_name(args, kwargs, key="pretrained_model_name_or_path"):
    """From the arguments of a `from_pretrained`: the id in the hub, or the last part of a path."""
    given = kwargs.get(key, args[1] if len(args) > 1 else None)
    if given is None:
        return None
    path = os.fspath(given).split("?", 1)[0].rstrip("/")
    parts = path.split("/")
    if len(parts) > 2 and parts[-2] == "snapshots" and parts[-3].startswith("models--"):
        return parts[-3][len("models--") :].replace("--", "/")
    if len(parts) <= 2 and parts[0] not in ("", ".", "..", "~") and not os.path.isdir(path):
        return path
    return os.path.basename(os.path.abspath(path))
