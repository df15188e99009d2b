# SPDX-License-Identifier: BSD-2-Clause
"""What can become of a store's file."""

import os
import random

PAGE = 4096
RANDOM = random.Random(1)


def junk(path, start, end=None):
    """Random octets in place of what stands there."""
    end = end or path.stat().st_size
    with open(path, "r+b") as out:
        out.seek(start)
        out.write(RANDOM.randbytes(end - start))


def header(path):
    junk(path, 0, 2 * PAGE)


def pages(path):
    """All but the header."""
    junk(path, 2 * PAGE)


def cut(path):
    os.truncate(path, 2 * PAGE)


def cut_whole(path):
    os.truncate(path, 100)


ALL = [header, pages, cut, cut_whole]


def replace(path, was, to):
    """Octets for others of the same length, wherever they stand."""
    octets = path.read_bytes()
    if was not in octets:
        raise ValueError(f"{was!r} is not in {path}")
    path.write_bytes(octets.replace(was, to))


def other_format(path):
    """The format version that a later program may write."""
    replace(path, b"format1", b"format9")


def our_format(path):
    replace(path, b"format9", b"format1")
