"""huggingface_hub 0.2x to 2.x: downloads of weights, and files that were found in the cache.

`http_get` and `xet_get` are where bytes come over the network, whichever way they were asked for. Small files
(configurations, tokenizers) are not told: they belong to the phase that wants them.
"""

import os

from . import loads, names, spans
from .disk import size_of
from .wrapping import require, wrap


def patch(module):
    if module.__name__.endswith("_snapshot_download"):
        require(module, "snapshot_download", lambda args, kwargs: True, after_snapshot)
        return
    require(module, "http_get", before_http, after_fetch)
    wrap(module, "xet_get", before_xet, after_fetch)
    require(module, "hf_hub_download", before_download, after_download)


class Fetch:
    def __init__(self, name, path, expected):
        self.path = path
        self.start = (size_of([path]) or 0) if path else 0
        self.expected = expected if isinstance(expected, int) else None
        self.span = spans.begin("fetch", name, path=path, start=self.start, bytes=self.expected)


def before_http(args, kwargs):
    spans.thread().fetched = True
    file = args[1] if len(args) > 1 else kwargs.get("temp_file")
    shown = kwargs.get("displayed_filename") or ""
    name = shown if names.is_weights(shown) else names.file_name(args[0] if args else kwargs.get("url"))
    return fetch(name, getattr(file, "name", None), kwargs.get("expected_size"))


def before_xet(args, kwargs):
    spans.thread().fetched = True
    path = kwargs.get("incomplete_path")
    return fetch(kwargs.get("displayed_filename") or "", path, kwargs.get("expected_size"))


def fetch(name, path, expected):
    if not names.is_weights(name):
        return None
    found = Fetch(names.file_name(name), os.fspath(path) if isinstance(path, (str, os.PathLike)) else None, expected)
    return found if found.span is not None else None


def after_fetch(fetch, result, error):
    # What is still in the writer's buffer is missing from the size of the file.
    size = max(size_of([fetch.path]) or 0, (fetch.expected or 0) if error is None else 0)
    spans.end(fetch.span, error, bytes=max(0, size - fetch.start))


def before_download(args, kwargs):
    spans.thread().fetched = False
    return True


def after_download(token, result, error):
    loads.looked_into_hub()
    if error is None and not spans.thread().fetched and names.is_weights(result):
        spans.tell("cached", name=names.file_name(result), bytes=size_of([result]))


def after_snapshot(token, result, error):
    loads.looked_into_hub()
