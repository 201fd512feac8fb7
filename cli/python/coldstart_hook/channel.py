"""Lines to the wrapper, which are never waited for.

What the socket does not take at once is kept, up to a bound; beyond that, lines are dropped and counted. A
wrapper that is gone ends the reporting of this process for good.
"""

import _thread
import time

from .wire import DONT_WAIT, wire

# Here and not where it is used: a signal handler that comes in the midst of an import must not import itself.
try:
    from _json import encode_basestring_ascii as quote  # `json` itself is slow to import.
except ImportError:
    from json import dumps as quote

BUFFER_BYTES = 64 * 1024
MAX_LINES = 20_000  # of one process in its life
TEXT_LENGTH = 200
PATH_LENGTH = 1024


class Channel:
    def __init__(self):
        self.dead = False
        self.lines = 0
        self.queue = []
        self.rest = b""
        self.dropped = 0
        # Taken without waiting only, so a signal handler that comes in between cannot block on itself.
        self.lock = _thread.allocate_lock()

    def send(self, fields):
        if self.lines >= MAX_LINES:
            self.dead = True
        if self.dead:
            return False
        # What has begun should be told to end: one end for each begin, so this has a bound too.
        limit = BUFFER_BYTES if fields["k"] == "begin" else 2 * BUFFER_BYTES
        taken = len(self.rest) + sum(map(len, self.queue)) <= limit
        if taken:
            self.lines += 1
            self.queue.append(line_of(fields))
        else:
            self.dropped += 1
        self.flush()
        return taken

    def flush(self):
        # A line that another thread queued while we were at it finds the lock taken: it is ours to send.
        while (self.queue or self.rest) and self.lock.acquire(False):
            try:
                if not self.write():
                    return
            except OSError:
                self.dead = True
                wire.close()
                return
            finally:
                self.lock.release()

    def write(self):
        """True when everything is on its way."""
        if not wire.is_open():
            self.rest = b""  # of a line that began on a connection that is no more
            if not wire.connect():
                return False
        taken = self.queue[:]
        del self.queue[: len(taken)]  # and not what another thread puts there in the meantime
        self.rest += b"".join(taken)
        try:
            self.rest = self.rest[wire.socket.send(self.rest, DONT_WAIT) :]
        except BlockingIOError:
            return False
        if self.dropped and not self.rest:
            self.rest = line_of({"k": "dropped", "count": self.dropped})
            self.dropped = 0
            return True
        return not self.rest


_channel = Channel()
_life = 0


def reset():
    """In a forked child: what the parent has not sent yet is the parent's."""
    global _channel, _life
    _life += 1
    dead = _channel.dead
    _channel = Channel()
    _channel.dead = dead


def send(fields):
    """Stamps a line, unless it has a stamp of its own. False: there was no place for it, so it was dropped."""
    fields.setdefault("m", time.monotonic())
    return _channel.send(fields)


def life():
    """Another number in each forked child."""
    return _life


def is_dead():
    return _channel.dead


def last_word(error):
    fields = {"k": "exit"}
    if error is not None:
        fields["error"] = type(error).__name__
        fields["message"] = str(error)
    send(fields)
    _channel.dead = True


def line_of(fields):
    body = ",".join('"%s":%s' % (key, _value(key, value)) for key, value in fields.items() if value is not None)
    return ("{%s}\n" % body).encode("ascii")


def _value(key, value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, float):
        return repr(float(value)) if value - value == 0 else "null"
    return quote(str(value)[: PATH_LENGTH if key == "path" else TEXT_LENGTH])
