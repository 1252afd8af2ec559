"""What is asked once about names on a form, before they are registered or corrected."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from letters.names import TypedName, printed_line
from letters.reading import Issue, Question, check_fields

_FIELDS = ("given_name", "mother_name", "father_name", "family_name", "relation")
# Of what the reader of lists asks: what hardly any name has. A rare name or small letters are right
# where somebody writes the name of their own family.
_ASKED: Mapping[str, Any] = {
    code.value: code.label
    for code in (
        *(Issue.SEVERAL_PEOPLE, Issue.TWO_RELATIONS, Issue.PARENT_UNKNOWN, Issue.NO_NAME_WORD),
        *(Issue.NOT_A_NAME, Question.SUFFIX, Question.TITLE),
        *(Question.PARENTS_GENDER, Question.GIVEN_MAY_BE_FAMILY),
    )
}


@dataclass(frozen=True)
class TypedQuestion:
    """The printed lines that are asked about, with the sentences about each; false without any."""

    about: Sequence[tuple[str, Sequence[str]]] = ()

    def __bool__(self) -> bool:
        return bool(self.about)

    @property
    def count(self) -> int:
        return len(self.about)

    @property
    def digest(self) -> str:
        """Identifies the names, so that an answer counts for them only."""
        content = "\n".join(line for line, _sentences in self.about)
        return hashlib.sha256(content.encode()).hexdigest()[:16]


NOTHING_ASKED = TypedQuestion()


def ask_about(names: Iterable[Mapping[str, Any]]) -> TypedQuestion:
    """What to ask about validated names, by the fields of NameForm."""
    found = ((_line(name), _sentences(name)) for name in names)
    return TypedQuestion([(line, sentences) for line, sentences in found if sentences])


def ask_about_change(before: Mapping[str, Any], after: Mapping[str, Any]) -> TypedQuestion:
    """What to ask about a name that is corrected: nothing about the fields that stay."""
    changed = {field for field in _FIELDS if before[field] != after[field]}
    sentences = _sentences(after, changed)
    return TypedQuestion([(_line(after), sentences)] if sentences else ())


def _sentences(name: Mapping[str, Any], fields: Iterable[str] = _FIELDS) -> list[str]:
    found = dict(check_fields({field: name[field] for field in _FIELDS}))
    if len(found.get(Question.GIVEN_MAY_BE_FAMILY, ())) < 2:  # asked only if both are exchanged
        found.pop(Question.GIVEN_MAY_BE_FAMILY.value, None)
    return [
        str(_ASKED[code]) for code in found if code in _ASKED and set(found[code]) & set(fields)
    ]


def _line(name: Mapping[str, Any]) -> str:
    return printed_line(
        TypedName(
            given=name["given_name"],
            relation=name["relation"],
            mother=name["mother_name"],
            father=name["father_name"],
            family=name["family_name"],
            departed=name["departed"],
        )
    )
