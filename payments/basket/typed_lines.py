"""Names as people write them, each on a line of its own: "Yosef ben Chana Levi"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from letters.models import Person
from letters.names import TypedName, printed_line
from letters.reading import (
    CannotRead,
    Issue,
    ParsedName,
    Question,
    list_facts,
    parse_name,
    read_text,
    recognise_columns,
)

# What the person must see to before the name can be paid for, in the words of the lists.
_SENTENCES: Mapping[str, Any] = {code.value: code.label for code in (*Issue, *Question)}
_FIELDS = (
    *("kind", "given_name", "relation", "mother_name", "father_name", "family_name"),
    *("departed", "honorific", "birth_date"),
)


@dataclass(frozen=True)
class ReadName:
    """A line that was read: the fields of NameForm, and sentences about what is not clear."""

    typed: str
    fields: dict[str, Any]
    notes: Sequence[str]
    complete: bool  # nothing is missing or contradicts itself

    @property
    def line(self) -> str:
        """As it will be printed."""
        return printed_line(
            TypedName(
                given=self.fields["given_name"],
                relation=self.fields["relation"],
                mother=self.fields["mother_name"],
                father=self.fields["father_name"],
                family=self.fields["family_name"],
                departed=bool(self.fields["departed"]),
            )
        )


@dataclass(frozen=True)
class ReadLines:
    """What was read of a text, what of it was not used, and why it could not be read, or ""."""

    names: Sequence[ReadName] = ()
    unused: Sequence[str] = ()
    error: str = ""


NOTHING_READ = ReadLines()


def initial_of(name: ReadName) -> dict[str, Any]:
    """For a form of the basket, which shows beside the name what was typed and is not clear."""
    return {**name.fields, "reading": {"typed": name.typed, "notes": name.notes}}


# About a hundred names and what stands beside them.
TEXT_LIMIT = 20_000


def read_lines(text: str, *, of_children: bool = False) -> ReadLines:
    """Read names that were typed or pasted; nothing of the text is dropped without being named.

    `of_children`: a name of which nothing else is said is that of a child.
    """
    if not text.strip():
        return ReadLines()
    if len(text) > TEXT_LIMIT:
        return ReadLines(error=_too_many())
    try:
        table = read_text(text)
    except CannotRead as error:
        return ReadLines(error=str(error))
    if len(table.lines) > settings.BASKET_LIMIT:
        return ReadLines(error=_too_many())
    columns = recognise_columns(table)
    facts = list_facts(columns, [line.cells for line in table.lines])
    one = text.strip() if len(table.lines) == 1 else ""  # cells lack what separates them
    names = [
        _read(
            one or " ".join(filter(None, line.cells)),
            parse_name(columns, line.cells, facts),
            line.questions,
        )
        for line in table.lines
    ]
    for name in names if of_children else ():
        if name.fields["kind"] == Person.Kind.ADULT:
            name.fields["kind"] = Person.Kind.CHILD.value
    return ReadLines(names, [each.text for each in table.unused])


def _too_many() -> str:
    message = _("A list can hold up to %(num)d names. Please put the rest in another list.")
    return message % {"num": settings.BASKET_LIMIT}


def _read(typed: str, name: ParsedName, of_line: Sequence[str]) -> ReadName:
    fields = {field: getattr(name, field) for field in _FIELDS}
    # Whoever writes several names answers for all of them, by the sentence that is ticked.
    fields["declared"] = Person.Declared.AUTHORISED.value
    codes = dict.fromkeys([*name.issues, *of_line, *name.questions])
    return ReadName(
        typed=typed,
        fields=fields,
        notes=[str(_SENTENCES[code]) for code in codes],
        complete=not name.issues,
    )
