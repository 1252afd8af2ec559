"""From the cells of a row to a name, and what is unclear about it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils.translation import gettext_lazy as _

from letters.names import NAME_LIMIT, Honorific, Relation, validate_name
from letters.reading.columns import Field
from letters.reading.questions import Question


class Issue(models.TextChoices):
    """Why a row can't be ordered before it is corrected."""

    NO_GIVEN = "no_given", _("The given name is missing.")
    NO_PARENT = "no_parent", _("The mother’s or the father’s name is missing.")
    NO_RELATION = "no_relation", _("It does not say whether son or daughter.")
    TWO_RELATIONS = "two_relations", _("“ben” or “bas” appears more than once.")
    NOT_A_NAME = "not_a_name", _("There are signs in it that don’t belong in a name.")
    TOO_LONG = "too_long", _("A name is longer than 60 characters.")
    KIND = "kind", _("It is not clear whether this is an adult, a child or a baby.")
    BIRTH_DATE = "birth_date", _("The date of birth is not clear.")
    EMAIL = "email", _("The e-mail address is not complete.")


@dataclass(slots=True)
class ParsedName:
    """A name as it was read.

    `family_name_guessed`: the last word of the whole name was taken as the family name.
    """

    kind: str = "adult"
    given_name: str = ""
    relation: str = ""
    mother_name: str = ""
    father_name: str = ""
    family_name: str = ""
    departed: bool = False
    honorific: str = ""
    email: str = ""
    city: str = ""
    birth_date: date | None = None
    issues: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    family_name_guessed: bool = False


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
# Honorifics in every spelling that occurs, by the one that is printed.
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


def parse_name(columns: Sequence[Field], cells: Sequence[str]) -> ParsedName:
    """The name in the cells of a row, exactly as typed, with the codes of its issues."""
    pairs = zip(columns, cells, strict=False)
    filled = {column: cell for column, cell in pairs if column and cell}
    name = ParsedName()
    for column, parse in _PARSERS.items():
        if column in filled:
            parse(name, filled[column])
    _validate(name)
    return name


def _whole(name: ParsedName, cell: str) -> None:
    cell = _take_honorific(name, cell)
    if baby := _BABY.match(cell):
        name.kind = "baby"
        name.relation = name.relation or _relation_in(baby.group()) or ""
        _parent_and_family(name, cell[baby.end() :])
        return
    found = list(_BETWEEN.finditer(cell))
    if not found:
        name.given_name = cell
        return
    # A second "ben" names a grandfather: the first one counts.
    if len(found) > 1:
        name.issues.append(Issue.TWO_RELATIONS.value)
    first = found[0]
    name.relation = _RELATIONS[first.group().casefold()]
    name.given_name = cell[: first.start()].strip()
    _parent_and_family(name, cell[first.end() :])


def _parent_and_family(name: ParsedName, rest: str) -> None:
    """What follows "ben": the mother's name, and the last of several words as the family name.

    It may be her second name as well, so a person must confirm the family name.
    """
    words = rest.split()
    if (
        not name.family_name
        and len(words) > 1
        and words[-1] not in {"אבינו", "אמנו", "Avinu", "Imeinu"}
    ):
        name.family_name, name.family_name_guessed = words[-1], True
        words = words[:-1]
    name.mother_name = " ".join(words)


def _take_honorific(name: ParsedName, cell: str) -> str:
    words = cell.split()
    for place, word in enumerate(words):
        if printed := _HONORIFICS.get(word.casefold().strip("(),")):
            name.departed, name.honorific = True, printed
            return " ".join([*words[:place], *words[place + 1 :]])
    return cell


def _relation_in(words: str) -> str | None:
    return next((_RELATIONS[w] for w in words.casefold().split() if w in _RELATIONS), None) or (
        Relation.BAS.value if "תינוקת" in words else None
    )


def _set(field_name: str) -> Callable[[ParsedName, str], None]:
    def parse(name: ParsedName, cell: str) -> None:
        setattr(name, field_name, cell)

    return parse


def _given(name: ParsedName, cell: str) -> None:
    # A column of given names may have whole names in some rows.
    if _BETWEEN.search(cell):
        _whole(name, cell)
    else:
        name.given_name = _take_honorific(name, cell)


def _civil(name: ParsedName, cell: str) -> None:
    if not name.given_name:
        name.given_name = cell
        name.questions.append(Question.CIVIL_NAME.value)


def _birth_date(name: ParsedName, cell: str) -> None:
    try:
        name.birth_date = date.fromisoformat(cell)
    except ValueError:
        name.issues.append(Issue.BIRTH_DATE.value)


def _relation(name: ParsedName, cell: str) -> None:
    name.relation = _RELATIONS.get(cell.casefold().strip("."), name.relation)


def _kind(name: ParsedName, cell: str) -> None:
    word = cell.casefold()
    if word in _KINDS:
        name.kind = _KINDS[word]
    elif word.isdecimal() and int(word) < 121:
        name.kind = "adult" if int(word) >= _AGE_OF_ADULTS.get(name.relation, 13) else "child"
    else:
        name.issues.append(Issue.KIND.value)


def _departed(name: ParsedName, cell: str) -> None:
    word = cell.casefold()
    if word in _YES or word in _HONORIFICS:
        name.departed = True
        name.honorific = _HONORIFICS.get(word, name.honorific)
    elif word not in _NO:
        # Most likely the date of passing.
        name.departed = True


def _honorific(name: ParsedName, cell: str) -> None:
    _take_honorific(name, cell)


_PARSERS: Mapping[Field, Callable[[ParsedName, str], None]] = {
    Field.FAMILY: _set("family_name"),  # first: then a whole name has none at its end
    Field.WHOLE: _whole,
    Field.RELATION: _relation,
    Field.GIVEN: _given,
    Field.CIVIL: _civil,
    Field.MOTHER: _set("mother_name"),
    Field.FATHER: _set("father_name"),
    Field.KIND: _kind,
    Field.BIRTH_DATE: _birth_date,
    Field.DEPARTED: _departed,
    Field.HONORIFIC: _honorific,
    Field.EMAIL: _set("email"),
    Field.CITY: _set("city"),
}


def _validate(name: ParsedName) -> None:
    names = (name.given_name, name.mother_name, name.father_name, name.family_name)
    if not name.given_name and name.kind != "baby":
        name.issues.append(Issue.NO_GIVEN.value)
    if not name.mother_name and not name.father_name:
        name.issues.append(Issue.NO_PARENT.value)
    if not name.relation:
        name.issues.append(Issue.NO_RELATION.value)
    if any(len(each) > NAME_LIMIT for each in names):
        name.issues.append(Issue.TOO_LONG.value)
    elif not all(_is_name(each) for each in names):
        name.issues.append(Issue.NOT_A_NAME.value)
    if name.email and not _is_email(name.email):
        name.issues.append(Issue.EMAIL.value)


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
