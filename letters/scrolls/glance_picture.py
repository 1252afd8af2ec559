"""The picture of a whole scroll: 245 columns, each line as dark as its letters are given.

It runs from right to left, 49 columns in a row, a line two pixels high. What a scribe leaves empty
is empty: the songs, and the rest of a line that ends a section. No letter can be made out.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from letters import torah

COLUMNS_IN_ROW = 49
ROWS = 5
COLUMN_WIDTH, COLUMN_GAP = 18, 3  # pixels, as the next two
LINE_HEIGHT, ROW_GAP = 2, 10
WIDTH = COLUMNS_IN_ROW * (COLUMN_WIDTH + COLUMN_GAP) - COLUMN_GAP
ROW_HEIGHT = torah.LINES_IN_COLUMN * LINE_HEIGHT
HEIGHT = ROWS * (ROW_HEIGHT + ROW_GAP) - ROW_GAP

LEVELS = 31  # from no letter of a line to all of them; about as many as a line has letters
CURVE = 1.7  # ink looks darker than it is: half a scroll must not look like a whole one
FULL_LINE = 30  # letters, where a line isn't filled to its end
LEAST_GAP = 4  # letters, between two pieces of a line


@dataclass(frozen=True)
class Ground:
    """The colours of a line without any given letter, and of one with all."""

    empty: tuple[int, int, int]
    full: tuple[int, int, int]


LIGHT = Ground((0xE4, 0xDA, 0xC3), (0x21, 0x1B, 0x14))
DARK = Ground((0x2B, 0x25, 0x1C), (0xEC, 0xE3, 0xD0))


def darkness(edition: torah.Edition, given: bytes) -> bytes:
    """Of each pixel 0 for no line, else 1 for a line none of whose letters is given, to LEVELS."""
    canvas = bytearray(WIDTH * HEIGHT)
    for column in range(1, torah.TOTAL_COLUMNS + 1):
        row, place = divmod(column - 1, COLUMNS_IN_ROW)
        right = WIDTH - place * (COLUMN_WIDTH + COLUMN_GAP)
        top = row * (ROW_HEIGHT + ROW_GAP)
        for line in range(1, torah.LINES_IN_COLUMN + 1):
            letters = edition.line(column, line)
            if not letters:
                continue
            count = given.count(torah.GIVEN, letters.start - 1, letters.stop - 1)
            # Rounded down: a line is wholly dark with its last letter, and not before.
            level = 1 + count * (LEVELS - 1) // len(letters)
            for begin, end in _spans(edition, column, line):
                for y in range(LINE_HEIGHT):
                    at = (top + (line - 1) * LINE_HEIGHT + y) * WIDTH + right
                    canvas[at - end : at - begin] = bytes([level]) * (end - begin)
    return bytes(canvas)


def _spans(edition: torah.Edition, column: int, line: int) -> Iterator[tuple[int, int]]:
    """Where a line is written, in pixels from its right end."""
    lengths = [len(piece) for piece in edition.pieces(column, line)]
    written, gaps = sum(lengths), len(lengths) - 1
    gap = max(LEAST_GAP, (FULL_LINE - written) / gaps) if gaps else 0
    whole = written + gaps * gap
    if edition.is_open(column, line):
        whole = max(whole, FULL_LINE)
    at = 0.0
    for length in lengths:
        begin, end = (round(COLUMN_WIDTH * x / whole) for x in (at, at + length))
        if end > begin:
            yield begin, end
        at += length + gap


def png(pixels: bytes, ground: Ground) -> bytes:
    """The picture as a PNG with a palette; where there is no line it is transparent."""
    palette = bytearray(3)
    for level in range(LEVELS):
        part = (level / (LEVELS - 1)) ** CURVE
        pairs = zip(ground.empty, ground.full, strict=True)
        palette += bytes(round(empty + (full - empty) * part) for empty, full in pairs)
    starts = range(0, len(pixels) + 1, WIDTH)
    rows = b"".join(b"\0" + pixels[start:end] for start, end in pairwise(starts))
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", bytes(palette)),
            _chunk(b"tRNS", b"\0"),
            _chunk(b"IDAT", zlib.compress(rows, 9)),
            _chunk(b"IEND", b""),
        ]
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)
