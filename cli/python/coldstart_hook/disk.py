"""How many bytes this process really read from a disk, and how large files are."""

import os


def read_bytes():
    """From the kernel's account, page faults of mapped files included; None where there is none."""
    try:
        with open("/proc/self/io", "rb") as account:
            for line in account:
                if line.startswith(b"read_bytes:"):
                    return int(line.split()[1])
    except (OSError, ValueError):
        pass
    return None


def size_of(files):
    """Of the files among what is given; None where none is one."""
    total = None
    for file in files:
        try:
            total = (total or 0) + os.stat(file).st_size
        except (OSError, TypeError, ValueError):
            pass
    return total


class Reading:
    """Bytes of files asked for, against bytes that came from the disk meanwhile."""

    def __init__(self):
        self.before = read_bytes()
        self.bytes = None

    def add(self, files):
        size = size_of(files)
        if size is not None:
            self.bytes = (self.bytes or 0) + size

    def fields(self):
        after = read_bytes() if self.bytes else None
        disk = None if after is None or self.before is None else after - self.before
        return {"bytes": self.bytes, "disk_bytes": disk}
