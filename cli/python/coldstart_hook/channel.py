"""The way to the wrapper: JSON lines over a UNIX socket that is never waited for.

What the socket does not take at once is kept up to `BUFFER_BYTES`; beyond that, lines are dropped and counted. A
wrapper that is gone ends the reporting of this process for good.
"""

import _socket
import _thread
import atexit
import os
import sys
import time

BUFFER_BYTES = 64 * 1024
MAX_LINES = 20_000  # of one process in its life
TEXT_LENGTH = 200
PATH_LENGTH = 1024

_DONT_WAIT = getattr(_socket, "MSG_DONTWAIT", 0) | getattr(_socket, "MSG_NOSIGNAL", 0)


class Channel:
    def __init__(self, address):
        self.address = "\0" + address[1:] if address.startswith("@") else address
        self.dead = False
        self.lines = 0
        self.reset()

    def reset(self):
        """A new connection, as a forked child needs it: its parent's is not its own."""
        self.socket = None
        self.identity = None
        self.queue = []
        self.rest = b""
        self.dropped = 0
        # Taken without waiting only, so a signal handler that comes in between cannot block on itself.
        self.lock = _thread.allocate_lock()

    def connect(self):
        """False: not now. Raises OSError where there is no wrapper."""
        connection = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
        connection.setblocking(False)
        try:
            connection.connect(self.address)
        except BlockingIOError:
            connection.close()
            return False
        except OSError:
            connection.close()
            raise
        self.socket = connection
        self.identity = _identity(connection)
        self.rest = _line(
            {
                "k": "hello",
                "v": 1,
                "pid": os.getpid(),
                "ppid": os.getppid(),
                "python": "%s %d.%d.%d" % ((sys.implementation.name,) + tuple(sys.version_info[:3])),
                "t": time.time(),
                "m": time.monotonic(),
            }
        )
        return True

    def send(self, fields):
        if self.dead:
            return
        if self.lines >= MAX_LINES:
            self.dead = True
            return
        size = len(self.rest) + sum(map(len, self.queue))
        if size > BUFFER_BYTES:
            self.dropped += 1
        else:
            self.lines += 1
            self.queue.append(_line(fields))
        self.flush()

    def flush(self):
        # A line that another thread queued while we were at it finds the lock taken: it is ours to send.
        while (self.queue or self.rest) and self.lock.acquire(False):
            try:
                if not self._write():
                    return
            except OSError:
                self.dead = True
                self.close()
                return
            finally:
                self.lock.release()

    def _write(self):
        """True when everything is on its way."""
        if self.socket is not None and _identity(self.socket) != self.identity:
            # The program closed every descriptor, as daemons do; the number may be a file of its own by now.
            self.socket.detach()
            self.socket = None
        if self.socket is None and not self.connect():
            return False
        taken, self.queue = self.queue, []
        self.rest += b"".join(taken)
        try:
            self.rest = self.rest[self.socket.send(self.rest, _DONT_WAIT) :]
        except BlockingIOError:
            return False
        if self.dropped and not self.rest:
            self.rest = _line({"k": "dropped", "count": self.dropped})
            self.dropped = 0
            return True
        return not self.rest

    def close(self):
        connection, self.socket = self.socket, None
        if connection is None:
            return
        if _identity(connection) == self.identity:
            connection.close()
        else:
            connection.detach()


_channel = None


def open_channel(address):
    """True when the wrapper has taken the first line."""
    global _channel
    _channel = Channel(address)
    try:
        if not _channel.connect():
            return False
    except OSError:
        return False
    _channel.flush()
    atexit.register(_at_exit)
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=_after_fork)
    return True


def send(fields):
    """Stamps a line, unless it has a stamp of its own, and sends it if that can be done without waiting."""
    fields.setdefault("m", time.monotonic())
    _channel.send(fields)


def is_dead():
    return _channel.dead


def _after_fork():
    try:
        _channel.close()
        _channel.reset()
    except Exception:
        _channel.dead = True


def _at_exit():
    try:
        fields = {"k": "exit"}
        error = getattr(sys, "last_value", None)
        if error is not None:
            fields["error"] = type(error).__name__
            fields["message"] = str(error)
        send(fields)
        _channel.close()
        _channel.dead = True
    except Exception:
        pass


def _identity(connection):
    """Which open file the descriptor is, or None where it is closed."""
    try:
        found = os.fstat(connection.fileno())
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino


def _line(fields):
    body = ",".join('"%s":%s' % (key, _value(key, value)) for key, value in fields.items() if value is not None)
    return ("{%s}\n" % body).encode("ascii")


def _value(key, value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, float):
        return repr(float(value)) if value - value == 0 else "null"
    return _quote(str(value)[: PATH_LENGTH if key == "path" else TEXT_LENGTH])


def _quote(text):
    # `json` itself would be half of the hook's cost at start.
    try:
        from _json import encode_basestring_ascii
    except ImportError:
        from json import dumps as encode_basestring_ascii
    return encode_basestring_ascii(text)
