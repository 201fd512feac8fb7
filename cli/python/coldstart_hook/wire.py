"""The connection to the wrapper, from the first word to the last."""

import _socket
import atexit
import os
import sys
import time

DONT_WAIT = getattr(_socket, "MSG_DONTWAIT", 0) | getattr(_socket, "MSG_NOSIGNAL", 0)

HELLO = '{"k":"hello","v":1,"pid":%d,"ppid":%d,"python":"%s %d.%d.%d","t":%r,"m":%r}\n'


class Wire:
    def __init__(self, address):
        self.address = "\0" + address[1:] if address.startswith("@") else address
        self.socket = None
        self.identity = None

    def connect(self):
        """Says hello on a new connection. False: not now. Raises OSError where there is no wrapper."""
        connection = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
        connection.setblocking(False)
        try:
            connection.connect(self.address)
            who = (os.getpid(), os.getppid(), sys.implementation.name) + tuple(sys.version_info[:3])
            connection.send((HELLO % (who + (time.time(), time.monotonic()))).encode(), DONT_WAIT)
        except OSError as error:
            connection.close()
            if isinstance(error, BlockingIOError):
                return False
            raise
        self.socket = connection
        self.identity = identity(connection)
        return True

    def is_open(self):
        if self.socket is not None and identity(self.socket) != self.identity:
            # The program closed every descriptor, as daemons do; the number may be a file of its own by now.
            self.socket.detach()
            self.socket = None
        return self.socket is not None

    def close(self):
        if self.is_open():
            self.socket.close()
            self.socket = None


def identity(connection):
    """Which open file the descriptor is, or None where it is closed."""
    try:
        found = os.fstat(connection.fileno())
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino


wire = None


def open_wire(address):
    """True when the wrapper has taken the first line."""
    global wire
    wire = Wire(address)
    try:
        if not wire.connect():
            return False
    except OSError:
        return False
    atexit.register(_at_exit)
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=_after_fork)
    return True


def _channel():
    return sys.modules.get(__package__ + ".channel")


def _after_fork():
    """A forked child is a process of its own, and says so when it has something to say."""
    try:
        wire.close()
        if _channel():
            _channel().reset()
    except Exception:
        pass


def _at_exit():
    try:
        error = getattr(sys, "last_value", None)
        if error is None and not _channel():
            if wire.is_open():
                wire.socket.send(('{"k":"exit","m":%r}\n' % time.monotonic()).encode(), DONT_WAIT)
        else:
            from . import channel

            channel.last_word(error)
        wire.close()
    except Exception:
        pass
