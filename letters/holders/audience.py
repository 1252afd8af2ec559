"""Who may be inscribed in a series."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

from django.utils.translation import gettext as _

from core.calendar.hebrew_calendar import hebrew_date
from core.calendar.jewish_age import jewish_birthday
from core.calendar.local_day import LocalDay
from core.languages import active_language
from letters.models import Person, Series
from letters.names import Relation

# The age at which a child no longer may be inscribed in a children's scroll.
ADULT_AGES: Final = {Relation.BEN: 13, Relation.BAS: 12}


class Candidate(Protocol):
    """What the rule reads of a name."""

    @property
    def kind(self) -> str: ...
    @property
    def relation(self) -> str: ...
    @property
    def departed(self) -> bool: ...
    @property
    def birth_date(self) -> date | None: ...


@dataclass(frozen=True)
class Refusal:
    """Why one name is refused: the field it is about and a sentence."""

    field: str
    reason: str


class NotInAudience(Exception):
    """Names of an order may not be inscribed in the series; `str()` is a message for users."""


def check_audience(series: Series, people: Sequence[Candidate], on: LocalDay) -> None:
    """Raises NotInAudience with a sentence for each name that may not be inscribed that day."""
    sentences = [
        _("Name %(number)s: %(what)s") % {"number": number, "what": refusal.reason}
        for number, person in enumerate(people, 1)
        if (refusal := audience_refusal(series, person, on))
    ]
    if sentences:
        raise NotInAudience(" ".join(sentences))


def audience_refusal(series: Series, person: Candidate, on: LocalDay) -> Refusal | None:
    """Why somebody may not be inscribed in the series on a day, if so."""
    if not series.has_age_rule:
        return None
    if person.departed:
        return Refusal(
            "departed",
            _no_departed(),
        )
    if person.kind == Person.Kind.ADULT:
        return Refusal(
            "kind",
            _("This scroll is for boys under 13 and girls under 12. An adult can’t be in it."),
        )
    return _age_refusal(person, on)


def _no_departed() -> str:
    sentence = _("This scroll is for living children.")
    everyone = Series.objects.filter(is_default=True, audience=Series.Audience.EVERYONE).first()
    if everyone is None:
        return sentence
    other = _("For someone who has passed away there is the %(series)s.")
    return f"{sentence} {other % {'series': everyone.title}}"


def _age_refusal(person: Candidate, on: LocalDay) -> Refusal | None:
    if person.birth_date is None:
        return Refusal(
            "birth_date",
            _("Write the date of birth: this scroll is for boys under 13 and girls under 12."),
        )
    if person.birth_date > on.civil:
        return Refusal("birth_date", _("This date of birth is in the future."))
    relation = Relation(person.relation)
    birthday = jewish_birthday(person.birth_date, ADULT_AGES[relation])
    if on.jewish < birthday:  # the birthday begins at nightfall
        return None
    sentences = {
        Relation.BEN: _("A boy may be in this scroll until he is 13; he was 13 on %(day)s."),
        Relation.BAS: _("A girl may be in this scroll until she is 12; she was 12 on %(day)s."),
    }
    day = hebrew_date(birthday, active_language())
    return Refusal("birth_date", sentences[relation] % {"day": day})
