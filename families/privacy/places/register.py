"""The register: people, their history, certificates and doubles, and the steps of the staff."""

from typing import Any

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pghistory.models import Context

from families.privacy.places.base import Place, replace_in_texts
from families.privacy.subject import Subject
from letters.models import (
    Certificate,
    EarlierDouble,
    EarlierEntry,
    Inscription,
    LikelyDouble,
    Person,
    Purchaser,
)
from letters.names import ERASED

NO_NAME = {
    "given_name": ERASED,
    "mother_name": "",
    "father_name": "",
    "family_name": "",
    "honorific": "",
    "departed": False,
}
FOR_EVER = _("as long as the scroll, for which it is written; deleted on request")


def people(subject: Subject) -> "QuerySet[Person]":
    return Person.objects.filter(pk__in=subject.people)


def _erase_people(subject: Subject) -> None:
    # Not save(): the keys would be derived from the dash.
    people(subject).update(
        **NO_NAME,
        city="",
        birth_date=None,
        exact_match_key="",
        match_keys=[],
        name_classes=[],
        erased_at=timezone.now(),
    )


def _events() -> Any:
    return apps.get_model("letters", "PersonEvent").objects


def _history(subject: Subject) -> "QuerySet[Any]":
    found: QuerySet[Any] = _events().filter(pgh_obj_id__in=subject.people)
    return found


def _erase_history(subject: Subject) -> None:
    """With the events that deleting itself has written."""
    _history(subject).update(**NO_NAME)


def _contexts(subject: Subject) -> "QuerySet[Context]":
    """What was written as the reason of a correction."""
    return Context.objects.filter(
        pk__in=_history(subject).values("pgh_context_id"), metadata__has_key="reason"
    )


def _erase_contexts(subject: Subject) -> None:
    found = list(_contexts(subject).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE pghistory_context SET metadata = metadata - 'reason' WHERE id = ANY(%s)",
            [found],
        )
    replace_in_texts("pghistory_context", "metadata", _texts(subject), json=True)


def _texts(subject: Subject) -> list[str]:
    return [*subject.lines, *([subject.address] if subject.address else [])]


def _certificates(subject: Subject) -> "QuerySet[Certificate]":
    return Certificate.objects.filter(inscription__person__in=subject.people)


def _void_certificates(subject: Subject) -> None:
    _certificates(subject).filter(voided_at=None).update(voided_at=timezone.now())


def _doubles(subject: Subject) -> "QuerySet[LikelyDouble]":
    return LikelyDouble.objects.filter(Q(first__in=subject.people) | Q(second__in=subject.people))


def _delete_doubles(subject: Subject) -> None:
    _doubles(subject).delete()


def _log(subject: Subject) -> "QuerySet[LogEntry]":
    """Steps of the staff about these objects, whose names the log repeats."""
    inscriptions = Inscription.objects.filter(person__in=subject.people).values_list("pk")
    doubles = _doubles(subject).values_list("pk")
    between = EarlierDouble.objects.filter(person__in=subject.people)
    objects: dict[type[Model], Any] = {
        EarlierDouble: between.values_list("pk"),
        EarlierEntry: between.values_list("entry"),
        Person: [(pk,) for pk in subject.people],
        Inscription: inscriptions,
        LikelyDouble: doubles,
        Purchaser: [(subject.purchaser,)],
    }
    found = Q(pk__in=[])
    for model, keys in objects.items():
        numbers = [str(key) for (key,) in keys if key is not None]
        found |= Q(content_type=ContentType.objects.get_for_model(model), object_id__in=numbers)
    return LogEntry.objects.filter(found)


def _erase_log(subject: Subject) -> None:
    _log(subject).update(object_repr=ERASED)
    for column in ("object_repr", "change_message"):
        replace_in_texts("django_admin_log", column, _texts(subject))


# The doubles after the log, which finds its entries by them.
PLACES = (
    Place(
        title=_("Names in the register"),
        model=Person,
        fields=(
            *("given_name", "mother_name", "father_name", "family_name", "honorific", "city"),
            *("birth_date", "exact_match_key", "match_keys", "name_classes"),
        ),
        rows=people,
        erase=_erase_people,
        why=_("to inscribe the person in the scroll, and to print the certificate"),
        kept=FOR_EVER,
    ),
    Place(
        title=_("Earlier spellings of a name"),
        model=apps.get_model("letters", "PersonEvent"),
        fields=("given_name", "mother_name", "father_name", "family_name", "honorific"),
        rows=_history,
        erase=_erase_history,
        why=_("so that a correction can be explained and undone"),
        kept=FOR_EVER,
    ),
    Place(
        title=_("Why a name was corrected"),
        model=Context,
        fields=("metadata",),
        rows=_contexts,
        erase=_erase_contexts,
        why=_("so that a correction can be explained and undone"),
        kept=FOR_EVER,
    ),
    Place(
        title=_("Certificates"),
        model=Certificate,
        fields=("token", "check_token"),
        rows=_certificates,
        erase=_void_certificates,
        why=_("to show the certificate, and to check it"),
        kept=FOR_EVER,
    ),
    Place(
        title=_("Steps of the committee"),
        model=LogEntry,
        fields=("object_repr", "change_message"),
        rows=_log,
        erase=_erase_log,
        why=_("so that it can be seen who of the staff did what"),
        kept=FOR_EVER,
        handed_over=False,
    ),
    Place(
        title=_("Names that may be the same person’s"),
        model=LikelyDouble,
        fields=("namesakes",),
        rows=_doubles,
        erase=_delete_doubles,
        why=_("so that nobody is inscribed twice without knowing"),
        kept=_("until a member of the committee has looked at them"),
        handed_over=False,
    ),
)
