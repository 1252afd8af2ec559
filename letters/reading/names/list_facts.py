"""What only all rows of a list together show, and what it makes of a whole name."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from letters.reading.fields import Field
from letters.reading.names.cell_values import ListFacts, has_mujer
from letters.reading.names.cell_words import Word, split_words
from letters.reading.names.dates import order_of
from letters.reading.names.exchanged import are_given_and_family, are_given_and_mother
from letters.reading.names.folding import is_hebrew
from letters.reading.names.known_names import known
from letters.reading.names.parents import Parents
from letters.reading.names.relations import find_between, is_compound, join_compounds
from letters.reading.names.vocabulary import TITLES, TRIBES
from letters.reading.names.whole_names import WholeName
from letters.reading.questions import Question

_SAMPLE = 1000  # rows by which a column of names is judged
_FEWEST = 3  # rows that show a custom of the list
_WHOLE = (Field.GIVEN, Field.WHOLE, Field.CIVIL)
# A mother in hundreds has a name of which more than nine in ten are men.
_MEN_TO_ONE_WOMAN = 50
_MOTHERS_TO_ONE_FATHER = 8


def list_facts(columns: Sequence[Field], rows: Iterable[Sequence[str]]) -> ListFacts:
    """The facts of a list; columns that are no names, dates or sons and daughters don't count."""
    wanted = {Field.RELATION, Field.BIRTH_DATE, *_WHOLE}
    cells: dict[Field, list[str]] = {field: [] for field in wanted}
    places = [(place, field) for place, field in enumerate(columns) if field in wanted]
    sample: list[Sequence[str]] = []
    for row in rows if places else ():
        if len(sample) < _SAMPLE:
            sample.append(row)
        for place, field in places:
            if place < len(row) and row[place]:
                cells[field].append(row[place])
    field = next(filter(cells.get, _WHOLE), Field.WHOLE)
    with_family, mothers = _of_names(
        cells[field],
        beside_mother=(
            field != Field.GIVEN
            and Field.MOTHER in columns
            and not {Field.FATHER, Field.FAMILY} & set(columns)
        ),
    )
    return ListFacts(
        date_order=order_of(cells[Field.BIRTH_DATE]),
        mujer=has_mujer(cells[Field.RELATION]),
        with_family=with_family,
        mothers=mothers,
        exchanged=are_given_and_mother(_pairs(columns, sample, Field.MOTHER))
        or are_given_and_family(_pairs(columns, sample, Field.FAMILY)),
    )


def _pairs(
    columns: Sequence[Field], rows: Iterable[Sequence[str]], other: Field
) -> Iterator[tuple[str, str]]:
    """The cells of the given name and of another column."""
    places = [columns.index(each) for each in (Field.GIVEN, other) if each in columns]
    if len(places) == len((Field.GIVEN, other)):
        for row in rows:
            if len(row) > max(places):
                yield row[places[0]], row[places[1]]


def _of_names(cells: Sequence[str], *, beside_mother: bool) -> tuple[bool, bool]:
    """Whether most have a family name and no parent, and whether nearly all parents are mothers.

    `beside_mother`: the mothers are in a column of their own. “Ben David” is a father then only if
    all names have one.
    """
    families = parents = with_between = 0
    genders: Counter[str] = Counter()
    for cell in islice(cells, _SAMPLE):
        words = split_words(cell)
        if between := find_between(words):
            with_between += 1
            # “Ben” with a capital may begin a family name wherever others have one.
            parents += not words[between[0].start].text[:1].isupper()
            names = join_compounds(words[between[0].end :])
            genders.update(known(word.text).gender_of_parent for word in names[:1])
        elif len(words) > 1 and known(words[-1].text).family:
            families += 1
    mothers = genders["f"] > 2 and genders["f"] >= _MOTHERS_TO_ONE_FATHER * genders["m"]
    if beside_mother and (with_between < len(cells[:_SAMPLE]) or with_between < _FEWEST):
        return True, mothers
    return families >= max(parents, 1), mothers


def with_facts(whole: WholeName, words: Sequence[Word], facts: ListFacts) -> WholeName:
    """A whole name as the other rows of its list make it likely."""
    if facts.with_family and _may_be_family(whole, words):
        return _as_family(whole, words)
    if facts.with_family and len(words) > 1 and is_compound(words, len(words) - 2):
        whole.codes.append(Question.FAMILY_SPLIT)  # “Sara Bat Sheva”
    father = whole.parents.father
    if (
        father
        and not whole.parents.mother
        and not whole.of_father
        and _may_be_mother(father, facts)
    ):
        whole.codes.append(Question.PARENTS_GENDER)
    return whole


def _may_be_family(whole: WholeName, words: Sequence[Word]) -> bool:
    """Whether “Ben David” behind a given name may be a family name: in capitals, at the end."""
    between = find_between(words)
    if len(between) != 1 or not whole.given or whole.parents.family or whole.family:
        return False
    first = words[between[0].start]
    capital = first.text[:1].isupper() or is_hebrew(first.text)
    return capital and between[0].end == between[0].start + 1 and between[0].end == len(words) - 1


def _as_family(whole: WholeName, words: Sequence[Word]) -> WholeName:
    start = find_between(words)[0].start
    whole.parents = Parents(family=" ".join(word.text for word in words[start:]))
    whole.relation, whole.has_between = "", False
    whole.codes = [code for code in whole.codes if code != Question.PARENTS_GENDER]
    whole.codes.append(Question.FAMILY_SPLIT)
    return whole


def _may_be_mother(father: str, facts: ListFacts) -> bool:
    """Whether a name that was taken for the father's is of women too."""
    words = split_words(father)
    if any(word.folded in TITLES | TRIBES for word in words):
        return False
    names = [known(word.text) for word in words]
    if facts.mothers:
        return all(name.women for name in names)
    return all(name.exact and name.men < _MEN_TO_ONE_WOMAN * name.women for name in names)
