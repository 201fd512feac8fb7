"""`stand_in_cuda.py LIBRARIES OUT`: makes torch's wheel importable on a machine without a GPU.

The wheel for Linux is linked to libraries of NVIDIA's, gigabytes that such a machine has no use for. Each that is
missing is built here with the functions that torch wants of it; all they do is fail.
"""

import re
import subprocess
import sys
from pathlib import Path

NVIDIA = re.compile(r"(cu|nccl|nv|_?nvshmem)", re.ASCII)


def output_of(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def main(libraries, out):
    found = sorted(libraries.glob("*.so*"))
    there = {file.name for file in found} | {file.name for file in out.glob("*.so*")}
    needed, wanted, offered = set(), set(), set()
    for file in found:
        needed.update(re.findall(r"\(NEEDED\).*\[(.*)\]", output_of("readelf", "-dW", str(file))))
        for line in output_of("nm", "-D", str(file)).splitlines():
            kind, name = line.split()[-2:]
            name, _, version = name.partition("@")
            if kind == "U" and not version.startswith(tuple(there)):
                wanted.add(name)
            elif kind not in "Uvw":
                offered.add(name)
    missing = [
        name for name in needed - there if re.match(r"lib(cu|nv|nccl)", name) and name != "libcuda.so.1"
    ]
    functions = sorted(name for name in wanted - offered if NVIDIA.match(name) or "nvshmem" in name)
    source = out / "stand_in.c"
    source.write_text("".join("int %s(void) { return 1; }\n" % name for name in functions))
    all_of_them = out / "libstand_in.so"
    subprocess.run(["gcc", "-shared", "-fPIC", "-w", "-o", str(all_of_them), str(source)], check=True)
    source.unlink()
    for name in missing:
        subprocess.run(
            ["gcc", "-shared", "-o", str(out / name), "-Wl,-soname," + name, "-x", "c", "/dev/null"]
            + ["-Wl,--no-as-needed", "-L" + str(out), "-lstand_in", "-Wl,-rpath,$ORIGIN"],
            check=True,
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
