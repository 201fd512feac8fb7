"""Puts our two calls around a function of a library; it keeps its name, signature, doc and kind."""

import functools

from . import channel, spans


def wrap(owner, name, before, after=None):
    """Around `owner.name`: `before(args, kwargs)` gives a token, `after(token, result, error)` gets it back.

    Returns whether there is such a function, so that a library that has changed can be told from one that has not.
    """
    raw = vars(owner).get(name)
    kind = type(raw) if isinstance(raw, (classmethod, staticmethod)) else None
    original = raw.__func__ if kind else raw
    if not callable(original):
        return False
    where = "%s.%s" % (getattr(owner, "__name__", owner), name)

    @functools.wraps(original)
    def wrapper(*args, **kwargs):
        if channel.is_dead():
            return original(*args, **kwargs)
        token = _quietly(where, before, args, kwargs)
        try:
            result = original(*args, **kwargs)
        except BaseException as error:
            if token is not None:
                _quietly(where, after, token, None, error)
            raise
        if token is not None:
            _quietly(where, after, token, result, None)
        return result

    setattr(owner, name, kind(wrapper) if kind else wrapper)
    return True


def require(owner, name, before, after=None):
    """The same for a function that every version has that we know of: its absence is worth a diagnostic."""
    if owner is None or not wrap(owner, name, before, after):
        spans.report("hook", LookupError("there is no %s.%s" % (getattr(owner, "__name__", owner), name)))


def as_span(what, name_of=None):
    """The pair of calls that tells a function as one span."""

    def before(args, kwargs):
        return spans.begin(what, name_of(args, kwargs) if name_of else None)

    def after(span, result, error):
        spans.end(span, error)

    return before, after


def _quietly(where, call, *args):
    try:
        return call(*args)
    except Exception as error:
        spans.report("hook of " + where, error)
        return None
