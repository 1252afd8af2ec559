"""Names of earlier scrolls that a member of the committee found to be somebody's."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from families.privacy.places.base import Place, replace_in_texts
from families.privacy.subject import Subject
from letters.models import EarlierDouble, EarlierEntry, EarlierRegister
from letters.names import ERASED

_WHY = _("so that one can find out whether one has a letter in an earlier scroll")
_KEPT = _("as long as the register of that scroll; deleted on request")


def _entries(subject: Subject) -> "QuerySet[EarlierEntry]":
    same = EarlierDouble.objects.filter(
        person__in=subject.people, decision=EarlierDouble.Decision.SAME
    )
    return EarlierEntry.objects.filter(pk__in=same.values("entry"))


def _erase_entries(subject: Subject) -> None:
    """The number stays: the letter is taken."""
    _entries(subject).update(
        given_name=ERASED,
        mother_name="",
        father_name="",
        family_name="",
        honorific="",
        departed=False,
        city="",
        birth_year=None,
        cells=[],
        match_keys=[],
        clear=False,
    )


def _doubles(subject: Subject) -> "QuerySet[EarlierDouble]":
    of_entries = _entries(subject).values("pk")
    return EarlierDouble.objects.filter(
        Q(person__in=subject.people) | Q(entry__in=of_entries) | Q(other_entry__in=of_entries)
    )


def _delete_doubles(subject: Subject) -> None:
    _doubles(subject).delete()


def _registers(subject: Subject) -> "QuerySet[EarlierRegister]":
    """Those not imported yet, whose first rows are shown to the committee."""
    waiting = EarlierRegister.objects.exclude(samples={})
    return waiting if subject.lines else waiting.none()


def _erase_samples(subject: Subject) -> None:
    replace_in_texts("letters_earlierregister", "samples", subject.lines, json=True)


# The doubles after the entries, which are found by them.
PLACES = (
    Place(
        title=_("Names in earlier scrolls"),
        model=EarlierEntry,
        fields=(
            *("given_name", "mother_name", "father_name", "family_name", "honorific", "city"),
            *("cells", "match_keys"),
        ),
        rows=_entries,
        erase=_erase_entries,
        why=_WHY,
        kept=_KEPT,
    ),
    Place(
        title=_("Names of two scrolls that may be the same person’s"),
        model=EarlierDouble,
        fields=("namesakes",),
        rows=_doubles,
        erase=_delete_doubles,
        why=_WHY,
        kept=_KEPT,
        handed_over=False,
    ),
    Place(
        title=_("First rows of a register that is being looked through"),
        model=EarlierRegister,
        fields=("samples",),
        rows=_registers,
        erase=_erase_samples,
        why=_("so that the committee sees whether a register is read right"),
        kept=_("until the register is imported, at most fourteen days"),
        handed_over=False,
    ),
)
