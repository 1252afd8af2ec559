"""From the cells of a row to a name: what each cell says, and what is unclear about it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils.translation import gettext_lazy as _

from communities.reading.columns import Field
from letters.names import NAME_LIMIT, Honorific, Relation, validate_name


class Problem(models.TextChoices):
    """What keeps a row from being registered."""

    NO_GIVEN = "no_given", _("The given name is missing.")
    NO_PARENT = "no_parent", _("The mother’s or the father’s name is missing.")
    NO_RELATION = "no_relation", _("It does not say whether son or daughter.")
    TWO_RELATIONS = "two_relations", _("“ben” or “bas” appears more than once.")
    NOT_A_NAME = "not_a_name", _("There are signs in it that don’t belong in a name.")
    TOO_LONG = "too_long", _("A name is longer than 60 characters.")
    KIND = "kind", _("It is not clear whether this is an adult, a child or a baby.")
    EMAIL = "email", _("The e-mail address is not complete.")


@dataclass(slots=True)
class NamedRow:
    """A name as it was read. `guessed`: what follows the parent's name was parted by a rule."""

    kind: str = "adult"
    given_name: str = ""
    relation: str = ""
    mother_name: str = ""
    father_name: str = ""
    family_name: str = ""
    departed: bool = False
    honorific: str = ""
    email: str = ""
    phone: str = ""
    city: str = ""
    problems: list[str] = field(default_factory=list)
    guessed: bool = False


_SONS = "ben bar b בן בר ב son male m boy man זכר ז בנים"
_DAUGHTERS = "bas bat bath b-t בת daughter female f girl woman נקבה נ בנות"
_RELATIONS = {
    **dict.fromkeys(_SONS.split(), Relation.BEN.value),
    **dict.fromkeys(_DAUGHTERS.split(), Relation.BAS.value),
}
_BETWEEN = re.compile(r"(?<!\S)(ben|bar|bas|bat|bath|בן|בר|בת)(?!\S)", re.IGNORECASE)
_BABY = re.compile(
    r"^\s*(baby of|baby|newborn of|תינוק|תינוקת|בייבי)(?!\S)"
    r"\s*(?:(?:ben|bat|bas|בן|בת)(?!\S))?",
    re.IGNORECASE,
)
# After a name, in every way that occurs; each is printed in the one way of the register.
_AFTER = {
    Honorific.PEACE.value: ("ע״ה", 'ע"ה', "עה", 'a"h', "a''h", "o.h.", 'o"h'),
    Honorific.BLESSING.value: ("ז״ל", 'ז"ל', "זל", 'z"l', "z''l"),
    Honorific.RIGHTEOUS.value: ("זצ״ל", 'זצ"ל', "זצל", 'zt"l'),
    Honorific.MARTYR.value: ("הי״ד", 'הי"ד', "היד", 'hy"d'),
}
_HONORIFICS = {spelling: printed for printed, all_ in _AFTER.items() for spelling in all_}
_PASSED_AWAY = ("departed", "deceased", "niftar", "נפטר", "נפטרת")
_YES = frozenset([*["yes", "y", "true", "1", "x", "v", "+", "✓", "✔", "כן"], *_PASSED_AWAY])
_NO = frozenset(["no", "n", "false", "0", "-", "לא", "alive", "חי", "חיה"])
_KINDS = {
    **dict.fromkeys(["adult", "a", "מבוגר", "מבוגרת"], "adult"),
    **dict.fromkeys(["child", "c", "kid", "ילד", "ילדה"], "child"),
    **dict.fromkeys(["baby", "b", "newborn", "תינוק", "תינוקת"], "baby"),
}
_AGE_OF_ADULTS = {Relation.BEN.value: 13, Relation.BAS.value: 12}


def name_of(columns: Sequence[Field], cells: Sequence[str]) -> NamedRow:
    """The name of a row, exactly as typed, with the codes of what is unclear."""
    pairs = zip(columns, cells, strict=False)
    told = {column: cell for column, cell in pairs if column and cell}
    row = NamedRow()
    for column, read in _READERS.items():
        if column in told:
            read(row, told[column])
    _judge(row)
    return row


def _whole(row: NamedRow, cell: str) -> None:
    cell = _take_honorific(row, cell)
    if baby := _BABY.match(cell):
        row.kind = "baby"
        row.relation = row.relation or _relation_in(baby.group()) or ""
        _parent_and_family(row, cell[baby.end() :])
        return
    found = list(_BETWEEN.finditer(cell))
    if not found:
        row.given_name = cell
        return
    # "ben Avraham Avinu" and a second ben of a grandfather: the first tells.
    if len(found) > 1:
        row.problems.append(Problem.TWO_RELATIONS.value)
    first = found[0]
    row.relation = _RELATIONS[first.group().casefold()]
    row.given_name = cell[: first.start()].strip()
    _parent_and_family(row, cell[first.end() :])


def _parent_and_family(row: NamedRow, rest: str) -> None:
    """What follows "ben": the mother's name, and the last of several words as the family name.

    A second word may be her second name as well: the row is marked as guessed, for somebody to see.
    """
    words = rest.split()
    if len(words) > 1 and words[-1] not in {"אבינו", "אמנו", "Avinu", "Imeinu"}:
        row.family_name, row.guessed = words[-1], True
        words = words[:-1]
    row.mother_name = " ".join(words)


def _take_honorific(row: NamedRow, cell: str) -> str:
    words = cell.split()
    for place, word in enumerate(words):
        if printed := _HONORIFICS.get(word.casefold().strip("(),")):
            row.departed, row.honorific = True, printed
            return " ".join([*words[:place], *words[place + 1 :]])
    return cell


def _relation_in(words: str) -> str | None:
    return next((_RELATIONS[w] for w in words.casefold().split() if w in _RELATIONS), None) or (
        Relation.BAS.value if "תינוקת" in words else None
    )


def _set(name: str) -> Callable[[NamedRow, str], None]:
    def read(row: NamedRow, cell: str) -> None:
        setattr(row, name, cell)

    return read


def _given(row: NamedRow, cell: str) -> None:
    # A column of given names may hold the whole name in some of its rows.
    if _BETWEEN.search(cell):
        _whole(row, cell)
    else:
        row.given_name = _take_honorific(row, cell)


def _relation(row: NamedRow, cell: str) -> None:
    row.relation = _RELATIONS.get(cell.casefold().strip("."), row.relation)


def _kind(row: NamedRow, cell: str) -> None:
    word = cell.casefold()
    if word in _KINDS:
        row.kind = _KINDS[word]
    elif word.isdecimal() and int(word) < 121:
        row.kind = "adult" if int(word) >= _AGE_OF_ADULTS.get(row.relation, 13) else "child"
    else:
        row.problems.append(Problem.KIND.value)


def _departed(row: NamedRow, cell: str) -> None:
    word = cell.casefold()
    if word in _YES or word in _HONORIFICS:
        row.departed = True
        row.honorific = _HONORIFICS.get(word, row.honorific)
    elif word not in _NO:
        # A date of passing, most likely.
        row.departed = True


def _honorific(row: NamedRow, cell: str) -> None:
    _take_honorific(row, cell)


_READERS: Mapping[Field, Callable[[NamedRow, str], None]] = {
    Field.WHOLE: _whole,
    Field.RELATION: _relation,
    Field.GIVEN: _given,
    Field.MOTHER: _set("mother_name"),
    Field.FATHER: _set("father_name"),
    Field.FAMILY: _set("family_name"),
    Field.KIND: _kind,
    Field.DEPARTED: _departed,
    Field.HONORIFIC: _honorific,
    Field.EMAIL: _set("email"),
    Field.PHONE: _set("phone"),
    Field.CITY: _set("city"),
}


def _judge(row: NamedRow) -> None:
    names = (row.given_name, row.mother_name, row.father_name, row.family_name)
    if not row.given_name and row.kind != "baby":
        row.problems.append(Problem.NO_GIVEN.value)
    if not row.mother_name and not row.father_name:
        row.problems.append(Problem.NO_PARENT.value)
    if not row.relation:
        row.problems.append(Problem.NO_RELATION.value)
    if any(len(name) > NAME_LIMIT for name in names):
        row.problems.append(Problem.TOO_LONG.value)
    elif not all(_is_name(name) for name in names):
        row.problems.append(Problem.NOT_A_NAME.value)
    if row.email and not _is_email(row.email):
        row.problems.append(Problem.EMAIL.value)


def _is_name(name: str) -> bool:
    try:
        validate_name(name)
    except ValidationError:
        return False
    return True


def _is_email(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True
