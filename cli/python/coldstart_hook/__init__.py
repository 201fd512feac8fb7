"""The Python half of `coldstart run`: tells the wrapper what torch, transformers and their like are doing.

Standard library only, Python 3.8 and later. Nothing here may break, slow or change the program: an exception of ours
ends here and goes to the wrapper as a diagnostic, nothing is ever printed, no thread is started, nothing waits.
"""

import os

_installed = False


def install():
    """Connects to the wrapper and watches the imports. Without a wrapper that answers nothing is done at all."""
    global _installed
    address = os.environ.get("COLDSTART_PYTHON_SOCKET")
    if _installed or not address:
        return
    from . import channel, watch

    if channel.open_channel(address):
        _installed = True
        watch.install()
