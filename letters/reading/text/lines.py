"""Lists of lines: numbering is taken off, lines of several people are divided."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from letters.reading.names.folding import is_hebrew
from letters.reading.sections import is_section, may_be_section
from letters.reading.struck_out import is_struck_out, without_marks
from letters.reading.text.beside_names import relative_before, without_what_is_beside
from letters.reading.text.titles import Below, may_be_title
from letters.reading.words import FAMILY_WORDS, FOR_THE_DEPARTED, GREETINGS, RELATION, TITLE_WORDS

_NUMBER = re.compile(
    r"^\s*(?:(?:no\.?|nr\.?|№|#)\s*)?[(\[]?\d{1,4}(?:\s*[.)\]:/,]+\s*|\s*[-–—]\s+|\s+)(?=\D)",
    re.IGNORECASE,
)
_NUMBERED = {
    "hebrew": re.compile(r"^\s*[(\[]?[א-ת]{1,3}['׳]?(?:[.)\]:]+\s*|\s+[-–—]\s+)(?=\S)"),
    "hebrew_geresh": re.compile(r"^\s*(?:[א-ת]['׳]|[א-ת]{1,2}[\"״][א-ת])[.)]?\s+(?=\S)"),
    "latin": re.compile(r"^\s*[(\[]?[a-z][.)\]]\s+(?=\S)", re.IGNORECASE),
}
_BULLETS = "-–—*•·●○◦▪▫■□►▶➤→>~+=_|°"
# As WhatsApp and Markdown write bold and italic letters.
_BOLD = re.compile(r"(?<![\w*_])(\*+|_+)(?=\S)(.*?\S)\1(?![\w*_])")
_AND = re.compile(r"\s+(?:and|&|\+|und|et|y|e|и|with|plus)\s+", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*[,;،/|•·●]\s*|\s{4,}|\s+[-–—]\s+|\.\s+(?=[A-ZА-Яא-ת])")
# After a Hebrew "and" that is written as one word with the name.
_HEBREW_AND = re.compile(r"\s+ו(?=[א-ת]{2,}[^,;]*\s(?:בן|בת)\s)")
_BEGIN_WITH_VAV = re.compile(r"ו(?:ו|רד|לדימיר|יקטור|יטל|ניה|אדים|יויאן|רוניקה|ילי|נדה|לריה|יולט)")
_LONGEST = 600  # characters of a line that is divided
_SHORT = 5  # words of a line that may be a name although it has no "ben" or "bas"


@dataclass(frozen=True, slots=True)
class ListLine:
    """A line of a list: a name, or (`is_name` false) a text around the names.

    `label`: what is before a colon in front of the name, or above it as a title. `apart`: between
    that title and the name are other names, and an empty line or one that may be a title.
    """

    number: int
    text: str
    is_name: bool
    label: str = ""
    struck_out: bool = False
    apart: bool = False


def list_lines(lines: Sequence[tuple[int, str]]) -> Iterator[ListLine]:
    """Each person of the lines on a line of its own, and the other lines as they are."""
    patterns = _numbering([text for _number, text in lines])
    with_relation = sum(bool(RELATION.search(text)) for _number, text in lines)
    mostly_whole = with_relation * 2 >= sum(bool(text.strip()) for _number, text in lines)
    below = Below()
    struck_out = [is_struck_out(raw) for _number, raw in lines]
    texts = [
        without_number(without_marks(raw) if by_signs else raw, patterns)
        for (_number, raw), by_signs in zip(lines, struck_out, strict=True)
    ]
    for place, (number, _raw) in enumerate(lines):
        text = texts[place]
        if not text:
            continue
        if is_title(text) or _is_family(text, texts[place + 1 : place + 2]):
            below = Below(text)
            yield ListLine(number, text, is_name=False)
            continue
        if is_around_names(text, mostly_whole):
            yield ListLine(number, text, is_name=False)
            continue
        below.add(number, text)
        label, rest = _label(text)
        if label:
            yield ListLine(number, label, is_name=False)
        relative, rest = relative_before(rest)
        whole, beside = without_what_is_beside(rest)
        if relative:
            yield ListLine(number, relative, is_name=False)
        for person in divided(whole):
            alone, further = without_what_is_beside(person)
            beside += further
            apart = (below.apart or below.unclear) and not label
            yield ListLine(number, alone, True, label or below.title, struck_out[place], apart)
        for left_out in beside:
            yield ListLine(number, left_out, is_name=False)
        if label:
            below.add_labelled(label)


def without_number(line: str, patterns: Sequence[re.Pattern[str]] = ()) -> str:
    """A line without its number or bullet, and without emoji around it."""
    text = _without_bullets(line)
    for pattern in (_NUMBER, *patterns):
        shorter = pattern.sub("", text, count=1)
        if shorter != text and any(c.isalpha() for c in shorter):
            return _without_bullets(shorter)
    return text


def divided(line: str) -> list[str]:
    """The people of a line, if each of them has a "ben" or "bas" of their own; else the line."""
    if len(line) > _LONGEST or len(RELATION.findall(line)) < 2:
        return [line.strip(" ,;")]
    for parts in (
        [part for part in _SEPARATOR.split(line) if part],
        [
            part
            for piece in _SEPARATOR.split(line)
            for half in _AND.split(piece)
            for part in _divided_by_vav(half)
            if part
        ],
    ):
        if len(parts) == 2 and is_hebrew(parts[0]) != is_hebrew(parts[1]):
            continue  # perhaps one person in two alphabets
        if len(parts) > 1 and all(len(RELATION.findall(part)) == 1 for part in parts):
            return [re.sub(r"^(?:and|et|y|и|&)\s+", "", part.strip(" ,;.")) for part in parts]
    return [line.strip(" ,;")]


def is_title(text: str) -> bool:
    """Whether a line is a title of the names below it."""
    return not RELATION.search(text) and (
        text.rstrip().endswith((":", "："))
        or bool(FOR_THE_DEPARTED.search(text))
        or is_section(text)
        or (may_be_title(text) and may_be_section(text))
    )


def _is_family(text: str, following: Sequence[str]) -> bool:
    """Whether a line like “משפחת לוי” is a title: a name with “ben” or “bas” follows."""
    return (
        bool(FAMILY_WORDS.search(text))
        and not RELATION.search(text)
        and len(text.split()) <= _SHORT
        and bool(following and RELATION.search(following[0]))
    )


def names_family(label: str) -> bool:
    """Whether a title or label may be the family name of the people below it: “Cohen:”."""
    words = re.findall(r"[^\W\d]+", label.casefold())
    if FAMILY_WORDS.search(label):
        return True
    return len(words) == 1 and not (
        words[0] in TITLE_WORDS or FOR_THE_DEPARTED.search(label) or GREETINGS.match(label)
    )


def is_around_names(text: str, mostly_whole: bool) -> bool:
    """Whether a line is a greeting, a title or a sentence and no name.

    `mostly_whole`: most lines have "ben" or "bas", so that a line without is hardly a name.
    """
    if not any(c.isalpha() for c in text):
        return True
    if RELATION.search(text):
        return False
    if is_title(text) or GREETINGS.match(text) or re.search(r"https?:|www\.|[!?…]", text):
        return True
    return mostly_whole and (len(text.split()) > _SHORT or text.rstrip().endswith("."))


def _numbering(lines: Sequence[str]) -> list[re.Pattern[str]]:
    """How the lines are numbered with letters: only if at least half of them are."""
    filled = [line for line in map(_without_bullets, lines) if line]
    return [
        pattern
        for pattern in _NUMBERED.values()
        if sum(bool(pattern.match(line)) for line in filled) * 2 >= max(2, len(filled))
    ]


def _label(text: str) -> tuple[str, str]:
    """A label and what follows it: “Refuah sheleimah: Yosef ben Chana”."""
    label, colon, rest = text.partition(":")
    if colon and rest.strip() and not RELATION.search(label) and RELATION.search(rest):
        return label.strip(), rest.strip()
    return "", text


def _divided_by_vav(line: str) -> list[str]:
    parts, start = [], 0
    for match in _HEBREW_AND.finditer(line):
        if not _BEGIN_WITH_VAV.match(line[match.end() - 1 :]):
            parts.append(line[start : match.start()])
            start = match.end()
    return [*parts, line[start:]]


def _without_bullets(line: str) -> str:
    """Without bullets at the start, and without emoji and invisible marks at both ends."""
    text = "".join(c for c in line if unicodedata.category(c) not in {"Cc", "Cf"} or c == "\t")
    text = _BOLD.sub(r"\2", _BOLD.sub(r"\2", text.strip()))  # bold and italic
    # A keycap is a digit, a variation selector and U+20E3.
    text = re.sub(r"^(?:\d\ufe0f?\u20e3)+", "", text)
    start, end = 0, len(text)
    while start < end and (text[start] in _BULLETS or _is_ornament(text[start])):
        start += 1
    while end > start and _is_ornament(text[end - 1]):
        end -= 1
    return text[start:end].strip()


def _is_ornament(character: str) -> bool:
    """Emoji with their selectors and skin tones, circled digits, spaces."""
    category = unicodedata.category(character)
    return (
        character.isspace()
        or character in "\ufe0f\u20e3"
        or category in {"So", "No"}
        or (category == "Sk" and ord(character) > 0xFFFF)
    )
