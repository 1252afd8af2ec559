"""Messages copied from WhatsApp or Telegram, or exported by them: the lines of their texts."""

import re
from collections.abc import Sequence

from letters.reading.table import MAX_CELL_LENGTH, UnusedText

# Digits, with the direction marks and narrow spaces that phones put between them.
_GAP = r"[\s\u200e\u200f\u202a-\u202f\u2066-\u2069]{0,5}"
_DAY = r"\d{1,4}[./-]\d{1,2}(?:[./-]\d{2,4})?"
_MONTHS = r"\d{1,2} [^\W\d]{3,9}\.? \d{4}"  # 12 Mar 2026
_CLOCK = (
    rf"\d{{1,2}}[:.]\d{{2}}(?:[:.]\d{{2}})?(?:{_GAP}"
    r"(?:[ap]\.?\s?m\.?|לפנה[״\"]צ|אחה[״\"]צ|בבוקר|בערב|בצהריים))?"
)
_SPACE = r"[,\s\u200e\u200f\u202a-\u202f]"
_BETWEEN = rf"{_SPACE}{{0,5}}(?:à|at|в|ב-?|a las|um)?{_SPACE}{{1,5}}"
_STAMP = rf"(?:(?:{_DAY}|{_MONTHS}){_BETWEEN}{_CLOCK}|{_CLOCK}{_BETWEEN}(?:{_DAY}|{_MONTHS}))"
_START = re.compile(
    rf"^{_GAP}(?:\[{_GAP}{_STAMP}{_GAP}\]|{_STAMP}{_GAP}[-–—]){_GAP}(?P<rest>.*)$", re.IGNORECASE
)
# Telegram Desktop: the sender first, the text on the lines below.
_SENDER_FIRST = re.compile(
    rf"^{_GAP}[^\[\]]{{1,80}},{_GAP}\[{_GAP}{_STAMP}{_GAP}\]:?{_GAP}(?P<rest>.*)$", re.IGNORECASE
)
# The saved chat of a meeting in Zoom.
_MEETING = re.compile(
    rf"^{_GAP}{_CLOCK}{_GAP}(?:From|De|Von|От|מאת){_SPACE}{{1,5}}[^:]{{1,80}}?{_GAP}:{_GAP}(?P<rest>.*)$",
    re.IGNORECASE,
)
_SENDER = re.compile(r"^(?P<sender>[^:“\"]{1,60}?)\s?:(?:\s+|$)(?P<text>.*)$")
_LEFT_OUT = re.compile(
    r"^\W*<[^<>]*>$|^\W*(?:image|video|audio|sticker|gif|document|contact card|photo) omitted$|"
    r"^\W*(?:this message was deleted|you deleted this message|null)\W*$|"
    r"^\W*waiting for this message|"
    r"^\W*(?:ההודעה נמחקה|הודעה זו נמחקה|תמונה הושמטה|סרטון הושמט|המדיה לא נכללה|מדבקה הושמטה)\W*$|"
    r"^\W*(?:image absente|vidéo absente|ce message a été supprimé)\W*$|"
    r"^\W*(?:изображение отсутствует|данное сообщение удалено|сообщение удалено)\W*$|"
    r"^\W*(?:imagen omitida|se eliminó este mensaje)\W*$",
    re.IGNORECASE,
)
_EDITED = re.compile(
    r"\s*<(?:This message was edited|ההודעה נערכה|Ce message a été modifié|Сообщение изменено|"
    r"Se editó este mensaje\.?)>\s*$",
    re.IGNORECASE,
)


def is_chat(lines: Sequence[str]) -> bool:
    """Whether the lines are messages: the first begins with a time, or every other line does."""
    cut = [line[:MAX_CELL_LENGTH] for line in lines if line.strip()]
    starts = [any(start.match(line) for start in (_START, _SENDER_FIRST, _MEETING)) for line in cut]
    return bool(starts) and (starts[0] or sum(starts) * 2 >= len(starts))


def message_lines(
    lines: Sequence[tuple[int, str]],
) -> tuple[list[tuple[int, str]], list[UnusedText]]:
    """The lines of the messages' texts; and what belongs to the chat and not to its people."""
    kept: list[tuple[int, str]] = []
    unused: list[UnusedText] = []
    for number, line in lines:
        text, used = _text_of(line)
        if not text.strip():
            continue
        if used:
            kept.append((number, text))
        else:
            unused.append(UnusedText("", number, "", text.strip()))
    return kept, unused


def _text_of(line: str) -> tuple[str, bool]:
    """The text of a line, and whether a person wrote it."""
    if len(line) > MAX_CELL_LENGTH:
        return line, True  # refused where the limits of cells are checked
    line = _EDITED.sub("", line)
    if match := _SENDER_FIRST.match(line) or _MEETING.match(line):
        return match["rest"], True
    match = _START.match(line)
    if not match:
        return line, not _LEFT_OUT.match(line)
    message = _SENDER.match(match["rest"].lstrip("\u200e\u200f"))
    if not message:
        # “Levi joined using this group's invite link”
        return match["rest"], False
    text = message["text"].lstrip("\u200e\u200f")
    return text, not _LEFT_OUT.match(text)
