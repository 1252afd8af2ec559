"""Taking out of a photograph where, when and with what it was taken, before it is stored.

Only the picture stays, its colour profile, and which side is up. JPEG (ISO/IEC 10918-1), PNG
(W3C, third edition) and WebP (RFC 9649) are sequences of segments, so that nothing is decoded.
"""

import struct
import zlib
from collections.abc import Iterator

_JPEG, _PNG = b"\xff\xd8", b"\x89PNG\r\n\x1a\n"
_EXIF = b"Exif\x00\x00"
# What metadata begins with, wherever it is.
_METADATA = (_EXIF, b"ns.adobe.com/xap", b"<x:xmpmeta", b"Photoshop 3.0", b"GPSLatitude")
_KEPT_CHUNKS = {"tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "pHYs", "sBIT", "cICP"}
_ORIENTATION = 0x0112
_WEBP_EXIF_FLAG, _WEBP_XMP_FLAG = 0x08, 0x04


def without_metadata(content: bytes) -> bytes | None:
    """The picture without metadata; None if it can't be told what in it is metadata."""
    try:
        if content.startswith(_JPEG):
            cleaned = _clean_jpeg(content)
        elif content.startswith(_PNG):
            cleaned = _clean_png(content)
        else:
            cleaned = _clean_webp(content)
    except (struct.error, IndexError, ValueError):
        if not content.startswith(_JPEG):
            return None
        cleaned = content  # cut off, as an upload may be; below it is searched for metadata
    own = cleaned.replace(_EXIF + _tiff(orientation_of(cleaned) or 1), b"")
    return None if any(mark in own for mark in _METADATA) else cleaned


def orientation_of(content: bytes) -> int | None:
    """The EXIF orientation (1 to 8) of the first EXIF block of a picture; None without one."""
    start = content.find(_EXIF)
    if start < 0:
        return None
    return _orientation(content[start + len(_EXIF) : start + 70_000])


# JPEG ---------------------------------------------------------------------------------


def _clean_jpeg(content: bytes) -> bytes:
    orientation = None
    kept = []
    for marker, segment in _jpeg_segments(content):
        if marker == 0xE1 and segment[4:].startswith(_EXIF) and orientation is None:
            orientation = _orientation(segment[10:])
        if _keeps(marker, segment[4:]):
            kept.append(segment)
    exif = b""
    if orientation and orientation > 1:
        body = _EXIF + _tiff(orientation)
        exif = b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
    return _JPEG + exif + b"".join(kept)


def _keeps(marker: int, body: bytes) -> bool:
    if marker == 0xE2:  # also holds further pictures
        return body.startswith(b"ICC_PROFILE\x00")
    if marker == 0xE0:  # JFXX is a preview
        return body.startswith(b"JFIF\x00")
    return marker == 0xEE or not (0xE0 <= marker <= 0xEF or marker == 0xFE)


def _jpeg_segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """The marker and the bytes of each segment, scans included; nothing after the end mark."""
    at = 2
    while True:
        if content[at] != 0xFF:
            raise ValueError("no marker")
        marker = content[at + 1]
        if marker == 0xD9:
            yield marker, content[at : at + 2]
            return
        (length,) = struct.unpack_from(">H", content, at + 2)
        end = at + 2 + length
        if length < 2 or end > len(content):
            raise ValueError("truncated")
        if marker == 0xDA:
            end = _end_of_scan(content, end)
        yield marker, content[at:end]
        at = end


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the next marker is that is neither a stuffed byte nor a restart."""
    while True:
        at = content.index(b"\xff", at)
        if content[at + 1] not in {0x00, *range(0xD0, 0xD8)}:
            return at
        at += 2


# PNG ----------------------------------------------------------------------------------


def _clean_png(content: bytes) -> bytes:
    kept, at = [], len(_PNG)
    while True:
        (length,) = struct.unpack_from(">I", content, at)
        kind = content[at + 4 : at + 8].decode("latin-1")
        end = at + 12 + length
        if end > len(content):
            raise ValueError("truncated")
        if kind == "eXIf":
            kept.append(_png_exif(_orientation(content[at + 8 : end - 4])))
        elif kind[0].isupper() or kind in _KEPT_CHUNKS:  # capital: needed for the picture
            kept.append(content[at:end])
        if kind == "IEND":
            return _PNG + b"".join(kept)
        at = end


def _png_exif(orientation: int | None) -> bytes:
    if not orientation or orientation == 1:
        return b""
    body = b"eXIf" + _tiff(orientation)
    return struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))


# WebP ---------------------------------------------------------------------------------


def _clean_webp(content: bytes) -> bytes:
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        raise ValueError("no WebP")
    chunks, at, orientation = [], 12, None
    whole = min(len(content), 8 + struct.unpack_from("<I", content, 4)[0])
    while at + 8 <= whole:
        kind = content[at : at + 4]
        (length,) = struct.unpack_from("<I", content, at + 4)
        body = content[at + 8 : at + 8 + length]
        if len(body) < length:
            raise ValueError("truncated")
        if kind == b"EXIF":
            orientation = _orientation(body.removeprefix(_EXIF))
        elif kind in {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}:
            chunks.append((kind, body))
        at += 8 + length + length % 2
    return _webp(chunks, orientation if orientation and orientation > 1 else None)


def _webp(chunks: list[tuple[bytes, bytes]], orientation: int | None) -> bytes:
    parts = []
    for kind, body in chunks:
        flags = b""
        if kind == b"VP8X":
            others = body[0] & ~(_WEBP_EXIF_FLAG | _WEBP_XMP_FLAG)
            flags = bytes([others | (_WEBP_EXIF_FLAG if orientation else 0)])
        parts.append((kind, flags + body[len(flags) :]))
    # Without VP8X there is no place for EXIF, and no reader would look for it.
    if orientation and parts and parts[0][0] == b"VP8X":
        parts.append((b"EXIF", _tiff(orientation)))
    packed = b"".join(
        kind + struct.pack("<I", len(body)) + body + b"\x00" * (len(body) % 2)
        for kind, body in parts
    )
    return b"RIFF" + struct.pack("<I", len(packed) + 4) + b"WEBP" + packed


# EXIF ---------------------------------------------------------------------------------


def _tiff(orientation: int) -> bytes:
    """An EXIF block (TIFF 6.0) with this one tag."""
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, orientation, 0)
    return b"MM\x00\x2a\x00\x00\x00\x08\x00\x01" + entry + b"\x00\x00\x00\x00"


def _orientation(tiff: bytes) -> int | None:
    """The orientation in the first directory of an EXIF block; None if there is none."""
    order = {b"MM": ">", b"II": "<"}.get(tiff[:2])
    if order is None:
        return None
    try:
        (start,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, start)
        for index in range(min(count, 500)):
            tag, kind, _n, value = struct.unpack_from(f"{order}HHIH", tiff, start + 2 + 12 * index)
            if tag == _ORIENTATION and kind == 3:
                return int(value) if 1 <= value <= 8 else None
    except struct.error:
        pass
    return None
