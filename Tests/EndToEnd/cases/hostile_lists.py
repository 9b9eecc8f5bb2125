"""Lists that were made to hurt: without an end, far too wide, or much larger inside than outside.

Each has to be refused with exit code 4, in little memory, and long before it has been read to its end.
"""

import bz2
import gzip
import lzma
import subprocess
import sys
import zipfile

from harness.case import case, cases_of
from harness.program import Ended

MIB = 1 << 20
MOST_MEMORY = 64


# A process begins with the peak of the one that it was forked from, so that only a small one may start the program.
MEASURE = """
import os, subprocess, sys
process = subprocess.Popen(sys.argv[2:])
_, status, usage = os.wait4(process.pid, 0)
with open(sys.argv[1], "w") as file: file.write(str(usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)))
os._exit(os.waitstatus_to_exitcode(status))
"""


def inspect(scene, arguments, blocks=()):
    """What `muster inspect` makes of a list that comes through a pipe, and how much of the list it took."""
    with open(scene.path("err"), "w+b") as err:
        process = subprocess.Popen(
            [sys.executable, "-c", MEASURE, "memory", scene.binary, "inspect", *arguments], cwd=scene.folder,
            env=scene.environment(), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=err)
        taken = 0
        try:
            for block in blocks:
                process.stdin.write(block)
                taken += len(block)
            process.stdin.close()
        except BrokenPipeError:
            pass
        code = process.wait(timeout=300)
        err.seek(0)
        text = err.read().decode()
    memory = int(scene.path("memory").read_text()) / MIB
    scene.note(f"{memory:.0f} MiB")
    assert memory <= MOST_MEMORY, f"{memory:.0f} MiB"
    return Ended(("inspect", *arguments), code, "", text), taken


def gigabyte_of(block, start=b""):
    yield start
    block = block * (MIB // len(block))
    for _ in range(1024):
        yield block


@cases_of("refused in little memory:", [
    ("a line without an end", {"block": b"x", "says": "standard input:2:1: the row that starts here is longer than"}),
    ("a field without an end", {"start": b'id,name\n1,"', "block": b"x", "says": "standard input:2:1: the row"}),
    ("a field of doubled quotes", {"start": b'id,name\n1,"', "block": b'""', "says": "standard input:2:1: the row"}),
    ("a field of line breaks", {"start": b'id,name\n1,"', "block": b"\n", "says": "standard input:2:1: the row"}),
    ("a header without an end", {"start": b"", "block": b"name", "says": "standard input:1:1: the row"}),
    ("a header of a billion columns", {"start": b"", "block": b",", "says": "standard input:1:1: the header has more"}),
    ("a row of a billion fields", {"block": b",", "says": "standard input:2:1: the row"}),
    ("zeros", {"start": b"", "block": b"\0", "says": "standard input:1:1: the row"}),
    ("a line without an end in UTF-16", {"start": b"\xff\xfe", "block": b"x\0", "says": "standard input:1:1: the row"}),
    ("a JSON text without an end", {"start": b'[{"id":"', "block": b"x", "says": "standard input:1:"}),
    ("nested arrays without an end", {"start": b'[{"id":', "block": b"[", "says": "standard input:1:"}),
])
def endless(scene, block, says, start=b"id,name\n1,"):
    ended, taken = inspect(scene, ["-"], gigabyte_of(block, start))
    ended.expect(4, says)
    assert taken < 64 * MIB, f"{taken / MIB:.0f} MiB of it were read"


@case
def a_million_columns_are_refused(scene):
    header = b",".join(b"c%d" % number for number in range(1_000_000)) + b"\n1\n"
    inspect(scene, ["-"], [header])[0].expect(4, "standard input:1:1: the header has more than 16384 columns")


@case
def empty_lines_without_an_end_are_no_list_and_need_no_memory(scene):
    ended, _ = inspect(scene, ["-"], gigabyte_of(b"\n"))
    ended.expect(4, "standard input: the list is empty")


def zipped(path, block, blocks):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("list.csv", "w") as member:
        for _ in range(blocks):
            member.write(block)


def packed_with(module):
    def pack(path, block, blocks):
        with module.open(path, "wb") as file:
            for _ in range(blocks):
                file.write(block)

    return pack


@cases_of("a bomb is refused:", [
    ("gzip", {"pack": packed_with(gzip)}), ("bzip2", {"pack": packed_with(bz2)}), ("xz", {"pack": packed_with(lzma)}),
    ("zip", {"pack": zipped}),
])
def bomb(scene, pack):
    # Rows that no other limit stops.
    pack(scene.path("list.bin"), b"id,name\n" + b"\n" * MIB, 80)
    bounded = ["list.bin", "--max-uncompressed", "64M"]
    inspect(scene, bounded)[0].expect(4, "list.bin: unpacked, the list is larger than 64 MiB", "--max-uncompressed")
    with open(scene.path("list.bin"), "rb") as file:
        inspect(scene, ["-", *bounded[1:]], [file.read()])[0].expect(4, "standard input: unpacked, the list is larger")


@case
def a_bomb_of_bombs_is_not_unpacked(scene):
    inner = gzip.compress(b"id,name\n" + b"\n" * MIB)
    scene.write("list.csv.gz", gzip.compress(inner))
    inspect(scene, ["list.csv.gz"])[0].expect(4, "list.csv.gz: the list is packed twice")


@case
def a_long_list_is_read_in_the_memory_of_a_short_one(scene):
    rows = 10_000_000 if scene.is_long else 1_000_000
    block = b"".join(b"C-%07d,Company %d,contact%d@example.com,gold,eu\n" % (n, n, n) for n in range(10_000))
    blocks = (block for _ in range(rows // 10_000))

    def packed():
        packer = gzip.zlib.compressobj(1, gzip.zlib.DEFLATED, 31)
        yield packer.compress(b"id,company,email,plan,region\n")
        for block in blocks:
            yield packer.compress(block)
        yield packer.flush()

    ended, _ = inspect(scene, ["-", "--stats"], packed())
    ended.expect(0, f"{rows:,} records")
