"""How a case is written: the input, and its people as a careful clerk would read them."""

import io
from collections.abc import Callable
from dataclasses import dataclass, replace

from letters.reading import Table, read_file, read_text


@dataclass(frozen=True, slots=True)
class ExpectedPerson:
    """A name as it should be read."""

    given: str = ""
    relation: str = ""
    mother: str = ""
    father: str = ""
    family: str = ""
    kind: str = "adult"
    departed: bool = False
    honorific: str = ""
    email: str = ""
    birth_date: str = ""


@dataclass(frozen=True)
class Case:
    """An input with its people, one a line:

        given | ben or bas | mother | father | family | child, departed, ז״ל, a@b.org, 2015-03-04

    Fields at the end may be left out. An input is either a `text` or a file's `content`.
    `must_ask`: a reading without a question or refusal would be a guess even where the guess is
    right. `refusal`: a part of the sentence with which the input must be refused.
    """

    title: str
    people_lines: str = ""
    text: str = ""
    content: Callable[[], bytes] | None = None
    must_ask: bool = False
    refusal: str = ""

    @property
    def people(self) -> list[ExpectedPerson]:
        """The people of the case."""
        return [_person(line) for line in self.people_lines.splitlines() if line.strip()]

    def read(self) -> Table:
        """Read the input. Raises CannotRead."""
        if self.content is None:
            return read_text(self.text)
        content = self.content()
        return read_file(io.BytesIO(content), len(content))


def _person(line: str) -> ExpectedPerson:
    fields = [*(field.strip() for field in line.split("|")), *[""] * 5]
    given, relation, mother, father, family, extras = fields[:6]
    person = ExpectedPerson(given, relation, mother, father, family)
    for extra in (word.strip() for word in extras.split(",")):
        person = _with_extra(person, extra)
    return person


def _with_extra(person: ExpectedPerson, extra: str) -> ExpectedPerson:
    if not extra:
        return person
    if extra in {"child", "baby"}:
        return replace(person, kind=extra)
    if extra == "departed":
        return replace(person, departed=True)
    if "@" in extra:
        return replace(person, email=extra)
    if extra[0].isdigit():
        return replace(person, birth_date=extra)
    return replace(person, departed=True, honorific=extra)
