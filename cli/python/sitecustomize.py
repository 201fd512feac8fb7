"""Python imports this file when it starts, because `coldstart run` puts its folder first on PYTHONPATH.

It installs the hook, takes its own folder off `sys.path` again and then runs the `sitecustomize` that Python would
have run without us. Whatever that one raises goes on to Python, which treats it as it always does. PYTHONPATH in the
environment is left as it is, so that Python processes that this one starts report as well.
"""

import os
import sys

try:
    import coldstart_hook

    coldstart_hook.install()
except Exception:
    pass  # A program must never notice us.

_folder = os.path.dirname(__file__)
sys.path[:] = [entry for entry in sys.path if entry != _folder]

# The import system takes what stands in `sys.modules` after this line for the module that it was asked for; where
# there is no other one, the ImportError is the same that Python gets, and ignores, without us.
del sys.modules["sitecustomize"]
import sitecustomize  # noqa: E402,F401
