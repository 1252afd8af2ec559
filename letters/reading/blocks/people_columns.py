"""Rows of several people in columns of their own: husband and wife, child 1 to child 3.

Each person becomes a row with the columns of their own and those of all. Where it is not plain
whose a column is, the rows stay as they are, and are asked about.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from letters.reading.blocks.merge import Block
from letters.reading.columns import NOT_READ
from letters.reading.headings.meanings import folded, is_of_hebrew_names, meaning_of
from letters.reading.headings.patterns import Meaning
from letters.reading.questions import Question
from letters.reading.table import Line, has_letters

_GIVEN = frozenset(
    {Meaning.WHOLE, Meaning.FULL_HEBREW, Meaning.HEBREW_GIVEN, Meaning.FIRST, Meaning.CIVIL}
)
_PARENTS = frozenset({Meaning.MOTHER, Meaning.FATHER, Meaning.PARENTS})
# Columns that a family has once, and those that nobody reads.
_OF_ALL = frozenset(
    {Meaning.FAMILY, Meaning.CITY, Meaning.EMAIL, *NOT_READ, Meaning.IS_CHILD, None}
)
_HUSBAND = (
    r"husbands?|hubbys?|his|mr|men|baal|הבעל|בעל|לבעל|של הבעל|мужа?|mari|esposo|marido|der man|מאן"
)
_WIFE = (
    r"wifes?|wives|her|mrs|women|האישה|האשה|אישה|אשה|לאישה|של האישה|רעיה|жен[аы]|epouse|femme|"
    r"esposa|ווייב"
)
_SPOUSE = r"spouses?|partners?|בן ?(?:ה)?זוג|בת ?(?:ה)?זוג|conjointe?|conyuge|супруг[аи]?"
_CHILDREN = (
    r"child(?:ren)?|childs|kids?|sons?|daughters?|boys?|girls?|students?|ילד|ילדה|הילד|הילדה|בן|בת|"
    r"תלמיד|enfant|fils|fille|hij[oa]|nin[oa]|ребен[о]?к[а]?|сын|дочь|קינד"
)
_PEOPLE = r"persons?|people|guests?|members?|participants?|honorees?|אדם"
_NAMES = r"names?|שם|имя|nom|nombre"  # “First name” is no first person
_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4}
_ORDINALS |= {"4th": 4, "fifth": 5, "5th": 5, "sixth": 6, "6th": 6, "ראשון": 1, "שני": 2}
_ORDINALS |= {"שלישי": 3, "רביעי": 4, "חמישי": 5}
_ORDINAL = "|".join(_ORDINALS)
_NUMBERED = re.compile(
    rf"(?<!\w)(?:(?P<child>{_CHILDREN})|{_PEOPLE}|(?P<name>{_NAMES})) ?(?:no )?"
    r"(?P<number>\d{1,2})s?(?!\w)|"
    rf"(?<!\w)(?P<ordinal>{_ORDINAL}) (?:(?P<child2>{_CHILDREN})|{_PEOPLE})s?(?!\w)|"
    rf"(?<!\w)(?:(?P<child3>{_CHILDREN})|{_PEOPLE}) ה?(?P<ordinal2>{_ORDINAL})(?!\w)"
)
_FACT_NUMBERED = re.compile(r"(?P<fact>.*[^\W\d]) ?(?P<number>\d{1,2})$")
_FACTS = frozenset(
    {
        *(Meaning.MOTHER, Meaning.FATHER, Meaning.PARENTS, Meaning.FAMILY, Meaning.RELATION),
        *(Meaning.KIND, Meaning.BIRTH_DATE, Meaning.DEPARTED, Meaning.HONORIFIC),
    }
)
_PARTNERS = {
    word: re.compile(rf"(?<!\w)(?:{words})(?!\w)")
    for word, words in {"husband": _HUSBAND, "wife": _WIFE, "spouse": _SPOUSE}.items()
}
_SON = re.compile(r"sons?|boys?|בן|fils|hijo|nino|сын")
_DAUGHTER = re.compile(r"daughters?|girls?|בת|fille|hija|nina|дочь")
_MOST_PEOPLE = 20  # in a row


@dataclass(frozen=True, slots=True)
class _Person:
    """Who a column is of: "" is nobody in particular. `relation` is what the heading says."""

    key: str = ""
    relation: str = ""
    is_child: bool = False


@dataclass(slots=True)
class _Group:
    """The columns of one person, by what they mean."""

    person: _Person
    columns: dict[Meaning | str, int] = field(default_factory=dict)
    headings: dict[Meaning | str, str] = field(default_factory=dict)

    def has(self, meanings: Iterable[Meaning]) -> bool:
        return not self.columns.keys().isdisjoint(meanings)


def one_person_a_row(block: Block) -> Block:
    """The block with a row for each person, if its headings name several."""
    groups = _groups(block.headings)
    if groups is None:
        return block
    shared, people = groups
    common = list(shared.columns.values())
    keys: dict[Meaning | str, str] = {}
    for group in people:
        for key, heading in group.headings.items():
            keys.setdefault(key, heading)
    relation = "" if Meaning.RELATION in keys or not any(g.person.relation for g in people) else "r"
    headings = [block.headings[column] for column in common] + list(keys.values())
    if relation:
        headings.append(_("Son or daughter"))
    lines = [
        line
        for row in block.lines
        for line in _people_of(row, common, list(keys), people, with_relation=bool(relation))
    ]
    return Block(tuple(headings), lines)


def _people_of(
    row: Line,
    common: Sequence[int],
    keys: Sequence[Meaning | str],
    people: Sequence[_Group],
    *,
    with_relation: bool,
) -> list[Line]:
    def cell(column: int | None) -> str:
        return row.cells[column] if column is not None and column < len(row.cells) else ""

    there = [
        group
        for group in people
        if any(has_letters(cell(group.columns.get(key))) for key in _GIVEN)
    ]
    found = []
    for group in there or people[:1]:
        cells = [*map(cell, common), *(cell(group.columns.get(key)) for key in keys)]
        if with_relation:
            cells.append(group.person.relation)
        aged = group.has({Meaning.KIND, Meaning.BIRTH_DATE, Meaning.GRADE})
        asked = (Question.CHILDREN.value,) if group.person.is_child and not aged else ()
        found.append(replace(row, cells=tuple(cells), questions=(*row.questions, *asked)))
    return found


# Whose a column is ------------------------------------------------------------


def _groups(headings: Sequence[str]) -> tuple[_Group, list[_Group]] | None:
    """The columns of all, and those of each person; None for one person a row."""
    shared, groups = _Group(_Person()), dict[str, _Group]()
    for column, heading in enumerate(headings):
        person, rest = _person_of(folded(heading))
        group = groups.setdefault(person.key, _Group(person)) if person.key else shared
        if person.is_child:
            group.person = person
        meaning = _meaning(rest, heading) if person.key else meaning_of(heading)
        key: Meaning | str = meaning or rest or f"column {column}"
        if not person.key and meaning in _OF_ALL:
            key = f"{heading} {column}"
        if key in group.columns:
            return None
        group.columns[key] = column
        group.headings[key] = _heading(rest, meaning)
    people = [group for group in groups.values() if group.has(_GIVEN)]
    if not people or len(people) < len(groups) or len(people) > _MOST_PEOPLE:
        return None
    return _with_shared(shared, people, headings)


def _with_shared(
    shared: _Group, people: list[_Group], headings: Sequence[str]
) -> tuple[_Group, list[_Group]] | None:
    """Who has the columns that name nobody: all, a person of their own, or None if unclear."""
    own = {key: column for key, column in shared.columns.items() if isinstance(key, Meaning)}
    parents_of_people = any(group.has(_PARENTS) for group in people)
    if shared.has(_GIVEN):
        if not parents_of_people:
            return None
        first = _Group(_Person())
        for key, column in own.items():
            first.columns[key], first.headings[key] = column, headings[column]
        common = {key: c for key, c in shared.columns.items() if key not in own}
        return _Group(_Person(), common), [first, *people]
    if len(people) < 2:
        return None
    children = all(group.person.is_child for group in people)
    if own.keys() - (_PARENTS if children and not parents_of_people else set()):
        return None
    return shared, people


def _person_of(text: str) -> tuple[_Person, str]:
    """Who a folded heading names, and the heading without that."""
    if found := _NUMBERED.search(text):
        word = found["child"] or found["child2"] or found["child3"] or ""
        number = found["number"] or found["ordinal"] or found["ordinal2"]
        rest = f"{text[: found.start()]} {found['name'] or ''} {text[found.end() :]}"
        relation = _relation(word)
        key = f"{relation}{_ORDINALS.get(number, number)}"
        return _Person(key, relation, bool(word)), " ".join(rest.split())
    found = _FACT_NUMBERED.match(text)
    if found and meaning_of(found["fact"]) in _FACTS:  # “Mother 2”
        return _Person(found["number"]), found["fact"]
    for key, pattern in _PARTNERS.items():
        if found := pattern.search(text):
            rest = " ".join(f"{text[: found.start()]} {text[found.end() :]}".split())
            relation = {"husband": "ben", "wife": "bas"}.get(key, "")
            return _Person(key, relation), rest
    return _Person(), text


def _relation(word: str) -> str:
    if _SON.fullmatch(word):
        return "ben"
    return "bas" if _DAUGHTER.fullmatch(word) else ""


def _meaning(rest: str, heading: str) -> Meaning | None:
    """What is left of a heading: “Child 1” is the name of the child."""
    meaning = meaning_of(rest)
    if meaning is None and is_of_hebrew_names(heading):
        return Meaning.HEBREW_GIVEN
    return Meaning.WHOLE if not rest or rest in {"s", "of"} else meaning


def _heading(rest: str, meaning: Meaning | None) -> str:
    """The heading of the column in which all of them stand."""
    if meaning_of(rest) == meaning and rest:
        return rest.capitalize()
    return _("Hebrew name") if meaning == Meaning.HEBREW_GIVEN else _("Name")
