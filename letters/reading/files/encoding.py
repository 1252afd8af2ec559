"""The text of a file whose encoding is unknown: every candidate is tried, and its text judged.

charset-normalizer is no help here: it needs some hundred characters, and knows no names.
"""

import codecs
import re
from collections.abc import Callable

from django.utils.translation import gettext as _

from letters.reading.files.plausibility import is_reversed_hebrew, plausibility
from letters.reading.table import CannotRead

SAMPLE = 100_000  # bytes that are judged
_PLAUSIBLE = 0.5  # of a possible 1
_CLEARLY_BETTER = 0.35
_PREVIEW = 40  # characters

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# MacHebrew has the letters of windows-1255, and ASCII characters a second time for right to left.
_MAC_HEBREW = bytes(byte - 0x80 if 0xA0 <= byte < 0xC0 else byte for byte in range(256))


def _mac_hebrew(content: bytes) -> str:
    if not re.search(rb"[\xe0-\xfa]", content) or re.search(
        rb"[\x80-\x9f\xc0-\xdf\xfb-\xff]", content
    ):
        raise UnicodeDecodeError("mac_hebrew", b"", 0, 1, "no letter of MacHebrew")
    return content.translate(_MAC_HEBREW).decode("cp1255")


def _codec(name: str) -> Callable[[bytes], str]:
    return lambda content: content.decode(name)


_CANDIDATES: tuple[Callable[[bytes], str], ...] = (
    *(_codec(name) for name in ("cp1255", "cp1251", "cp1252", "koi8_r", "cp862", "cp866")),
    _codec("cp850"),
    *(_codec(name) for name in ("mac_roman", "mac_cyrillic")),
    _mac_hebrew,
)


def decoded(content: bytes) -> str:
    """The text of a file. Raises CannotRead if no reading, or more than one, is plausible."""
    text = _unicode(content)
    if text is None:
        if b"\x00" in content:
            raise CannotRead(_("This is not a text file. Please send the list as Excel or CSV."))
        text = _single_byte(content)
    _refuse_reversed(text)
    return text


def _refuse_reversed(text: str) -> None:
    """Refuse visual Hebrew, which old programs write in the order of the screen."""
    if is_reversed_hebrew(text[:SAMPLE]):
        raise CannotRead(
            _(
                "The Hebrew in this file is written from the end to the beginning (“%(sample)s”). "
                "Please save the list as Excel (.xlsx) and send it again."
            )
            % {"sample": _preview(text)}
        )


def _unicode(content: bytes) -> str | None:
    """The text of a file in UTF-8, UTF-16 or UTF-32; None for any other."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decode_or_refuse(content, encoding)
    if encoding := _utf16_without_mark(content):
        return _decode_or_refuse(content, encoding)
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    return None if "\x00" in text else text


def _utf16_without_mark(content: bytes) -> str:
    """The byte order of text that has many zero bytes, all of them at even or at odd places."""
    sample = content[: SAMPLE - SAMPLE % 2]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if len(content) % 2 or (even + odd) * 20 < len(sample):
        return ""
    if even == 0:
        return "utf-16-le"
    return "utf-16-be" if odd == 0 else ""


def _decode_or_refuse(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise CannotRead(_unreadable()) from None


def _single_byte(content: bytes) -> str:
    readings = []
    for decode in _CANDIDATES:
        try:
            text = decode(content[:SAMPLE])
        except UnicodeDecodeError:
            continue
        readings.append((plausibility(text), text, decode))
    readings.sort(key=lambda reading: reading[0], reverse=True)
    if not readings or readings[0][0] < _PLAUSIBLE:
        for _value, text, _decode in readings[:1]:
            _refuse_reversed(text)
        raise CannotRead(_unreadable())
    best = readings[0]
    rival = next((each for each in readings[1:] if _letters(each[1]) != _letters(best[1])), None)
    if rival and rival[0] >= _PLAUSIBLE and best[0] - rival[0] < _CLEARLY_BETTER:
        raise CannotRead(
            _(
                "We can read this file in two ways, as “%(first)s” or as “%(second)s”. "
                "Please save it as “CSV UTF-8” or as Excel (.xlsx), and send it again."
            )
            % {"first": _preview(best[1]), "second": _preview(rival[1])}
        )
    try:
        return best[2](content)
    except UnicodeDecodeError:
        raise CannotRead(_unreadable()) from None


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text[:SAMPLE]))


def _preview(text: str) -> str:
    """The first line with other than ASCII letters, cut."""
    lines = (line.strip() for line in text[:SAMPLE].splitlines())
    return next((line[:_PREVIEW] for line in lines if not line.isascii()), "")


def _unreadable() -> str:
    return _(
        "We could not recognise the letters in this file. "
        "Please save it as Excel (.xlsx) or as “CSV UTF-8”, and send it again."
    )
