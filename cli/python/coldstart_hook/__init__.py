"""The Python half of `coldstart run`: tells the wrapper what torch, transformers and their like are doing.

Standard library only, Python 3.8 and later. Nothing here may break, slow or change the program: an exception of ours
ends here and goes to the wrapper as a diagnostic, nothing is ever printed, no thread is started, nothing waits.

What is imported when Python starts is `wire` and `watch` alone, and these are short: many containers keep Python from
writing bytecode, so each line costs its compilation at every start. The rest comes with the first library of interest.
"""

import os

_installed = False


def install():
    """Connects to the wrapper and watches the imports. Without a wrapper that answers nothing is done at all."""
    global _installed
    address = os.environ.get("COLDSTART_PYTHON_SOCKET")
    if _installed or not address:
        return
    from . import watch, wire

    if wire.open_wire(address):
        _installed = True
        watch.install()
