"""What a question is answered, and who else is asked: rules over plain values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from families.find.facts import Asked, counted, is_rare, is_specific
from families.find.register import Found
from families.models import Question
from letters.matching import words
from letters.matching.compare import NameFacts, compare
from letters.matching.parts import Degree, family_degree

MAX_OWNERS = 3  # addresses that are asked about one question
_YEARS_APART = 1

Answer = Question.Answer


@dataclass(frozen=True)
class Decision:
    """The answer, the rows it is about, and those whose owners are asked."""

    answer: Answer
    found: tuple[Found, ...] = ()
    ask: tuple[Found, ...] = ()


def decide(
    asked: Asked,
    found: Sequence[Found],
    *,
    register: int,
    cut: bool = False,
    narrowed: bool = False,
) -> Decision:
    """The answer to a question; `cut` says that there are more who may be meant.

    A requester who inscribed the person knows the answer, and gets it. Nobody
    else gets a yes if the question is `narrowed`. Apart from a yes the answer depends on the
    question alone: that several fit, or that more owners than are asked, would tell a requester who
    inscribed a like name on purpose that there is another one.
    """
    possible = list({each.ref: each for each in found if not _contradicts(asked, each)}.values())
    if own := [each for each in possible if is_owner(asked.email, each)]:
        return Decision(Answer.YES, tuple(own))
    if not is_specific(asked, register):
        return Decision(Answer.MORE)
    strict = [each for each in possible if compare(asked.counted, each.facts) == "strict"]
    one = None if narrowed else _one_person(asked, _people(strict, register), register)
    if one:
        return Decision(Answer.YES, tuple(one))
    # Of too many nobody is asked: not even all who match strictly may be among them.
    return Decision(Answer.NONE, ask=() if cut else _asked_owners(possible))


def _one_person(
    asked: Asked, people: Sequence[Sequence[Found]], register: int
) -> Sequence[Found] | None:
    """The only person who fits, by a rare name or by a fourth fact that agrees."""
    if len(people) == 1 and is_rare(asked.counted, register):
        return people[0]
    exact = [rows for rows in people if any(_has_fourth(asked, each) for each in rows)]
    return exact[0] if len(exact) == 1 else None


def is_owner(email: str, found: Found) -> bool:
    """Whether the person was inscribed from this proved address."""
    owner = found.owner
    return owner is not None and owner.ordered and owner.email.casefold() == email.casefold()


def _asked_owners(possible: Iterable[Found]) -> tuple[Found, ...]:
    """For each address on file the best match; of more addresses those that inscribed last.

    So whether an address is asked does not depend on anybody who was inscribed before.
    """
    owners: dict[str, Found] = {}
    latest: dict[str, int] = {}
    for each in possible:
        if each.owner and each.inscription:
            email = each.owner.email.casefold()
            owners.setdefault(email, each)
            latest[email] = max(latest.get(email, 0), each.inscription)
    asked = sorted(owners, key=lambda email: -latest[email])[:MAX_OWNERS]
    return tuple(owners[email] for email in asked)


def _contradicts(asked: Asked, found: Found) -> bool:
    if compare(asked.counted, found.facts) == "no":
        return True
    if not asked.birth_year or not found.birth_year:
        return False
    return abs(asked.birth_year - found.birth_year) > _YEARS_APART


def _has_fourth(asked: Asked, found: Found) -> bool:
    """Whether one more fact than three of the name agrees: other parent, year or city."""
    if asked.name_facts > 3 and _names_known(found.facts) > 3:
        return True
    if asked.birth_year and found.birth_year:
        return True  # `_contradicts` has refused any other
    first, second = words.family_words(asked.city), words.family_words(found.city)
    return family_degree(first, second) == Degree.SAME


def _names_known(name: NameFacts) -> int:
    known = counted(name)
    return sum(map(bool, (known.given, known.mother, known.father, known.family)))


def _people(strict: Sequence[Found], register: int) -> list[list[Found]]:
    """The rows by person: one may be in several scrolls, inscribed by one hand or by several."""
    people: list[list[Found]] = []
    for each in strict:
        same = next(
            (rows for rows in people if all(_is_one(row, each, register) for row in rows)), None
        )
        if same is None:
            people.append([each])
        else:
            same.append(each)
    return people


def _is_one(a: Found, b: Found, register: int) -> bool:
    if a.facts != b.facts and compare(a.facts, b.facts) != "strict":
        return False
    if a.birth_year and b.birth_year and abs(a.birth_year - b.birth_year) > _YEARS_APART:
        return False
    if a.owner and b.owner and a.owner.email.casefold() == b.owner.email.casefold():
        return True
    # A second person of a rare name is less likely than one who is in two scrolls.
    return not _scrolls(a) & _scrolls(b) and is_rare(counted(a.facts), register)


def _scrolls(found: Found) -> set[tuple[str, int | None]]:
    return {(place.series, place.scroll) for place in found.places}
