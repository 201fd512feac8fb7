"""`page_cache.py cold|warm FOLDER`: drops the files of a folder from the page cache, or reads them into it."""

import os
import sys


def main(want, folder):
    for name in os.listdir(folder):
        file = os.open(os.path.join(folder, name), os.O_RDONLY)
        try:
            if want == "cold":
                os.fsync(file)  # What has not been written yet cannot be dropped.
                os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
            else:
                while os.read(file, 1 << 24):
                    pass
        finally:
            os.close(file)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
