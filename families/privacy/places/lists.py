"""The lists of communities: rows, their edits, and photographs of signup cards."""

from collections.abc import Iterable

from django.core.files.storage import storages
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from communities.mails import certificate, personal_link
from communities.models import ListEdit, NameList, Row, SignupCard
from families.privacy.places.base import Place, replace_in_texts
from families.privacy.places.register import NO_NAME
from families.privacy.subject import Subject
from messaging.models import Message

_KINDS = (certificate.KIND, personal_link.KIND)  # of mails about a row
_LIST = _("until the community deletes the list; of a name that was deleted, nothing")


def ordered_rows(subject: Subject) -> "QuerySet[Row]":
    """The rows by which these people were ordered."""
    return Row.objects.filter(inscription__person__in=subject.people)


def _repeated_rows(subject: Subject) -> "QuerySet[Row]":
    """Rows of the same community with the very same name that were not ordered."""
    own = ordered_rows(subject).filter(
        name_list__community=OuterRef("name_list__community"),
        exact_match_key=OuterRef("exact_match_key"),
    )
    return Row.objects.filter(Exists(own), inscription=None).exclude(exact_match_key="")


def _rows(subject: Subject) -> "QuerySet[Row]":
    found = Q(pk__in=ordered_rows(subject)) | Q(pk__in=_repeated_rows(subject))
    if subject.address:
        found |= Q(email__iexact=subject.address)
    return Row.objects.filter(found)


def lists_of(subject: Subject) -> list[int]:
    """The lists to be locked, in their order."""
    found = _rows(subject).values_list("name_list", flat=True)
    return sorted(set(found.order_by()))


def _erase_rows(subject: Subject) -> None:
    """The rows stay where they are paid for, without the name; others of the name are deleted."""
    _repeated_rows(subject).delete()
    own = ordered_rows(subject)
    neighbours = Row.objects.filter(
        Exists(
            own.filter(
                name_list=OuterRef("name_list"),
                source_line=OuterRef("source_line"),
                source_sheet=OuterRef("source_sheet"),
            )
        ),
        source_line__gt=0,  # of a file: one of its lines may have several people
    )
    for rows in (own, neighbours):
        rows.filter(pk__in=list(rows.values_list("pk", flat=True))).update(cells=[])
    own.filter(pk__in=list(own.values_list("pk", flat=True))).update(
        **NO_NAME,
        email="",
        city="",
        birth_date=None,
        exact_match_key="",
        match_keys=[],
        questions=[],
        duplicate_of=None,
        matching_scrolls=[],
    )
    _erase_address(subject)


def _erase_address(subject: Subject) -> None:
    if not subject.address:
        return
    Row.objects.filter(email__iexact=subject.address).update(email="")
    replace_in_texts("communities_row", "cells", [subject.address], json=True)


def _edits(subject: Subject) -> "QuerySet[ListEdit]":
    """Edits that could be undone, of the lists concerned."""
    return ListEdit.objects.filter(name_list__in=lists_of(subject))


def _erase_edits(subject: Subject) -> None:
    """Forget how these rows were: an undo leaves them alone."""
    erased = set(_rows(subject).values_list("pk", flat=True))
    for edit in _edits(subject):
        edit.before = [each for each in edit.before if each["row"] not in erased]
        edit.save(update_fields=["before"])


def _names_of_lists(subject: Subject) -> "QuerySet[NameList]":
    return NameList.objects.filter(pk__in=lists_of(subject))


def _erase_texts_of_lists(subject: Subject) -> None:
    texts = [*subject.lines, *([subject.address] if subject.address else [])]
    for column in ("title", "text"):
        replace_in_texts("communities_namelist", column, texts)
    for column in ("headings", "unused_texts"):
        replace_in_texts("communities_namelist", column, texts, json=True)
    replace_in_texts("communities_namelistevent", "title", texts)
    replace_in_texts("messaging_mailing", "title", texts)


def _cards(subject: Subject) -> "QuerySet[SignupCard]":
    return SignupCard.objects.filter(
        pk__in=ordered_rows(subject).values("signup_card"), image__gt=""
    )


def _delete_photographs(subject: Subject) -> None:
    files = [str(card.image) for card in _cards(subject)]
    _cards(subject).update(image="")
    transaction.on_commit(lambda: _delete_files(files), robust=True)


def _delete_files(names: Iterable[str]) -> None:
    for name in names:
        storages["private"].delete(name)


def row_messages(subject: Subject) -> "QuerySet[Message]":
    """Mails to the addresses that rows of these people had."""
    keys = [str(pk) for pk in ordered_rows(subject).values_list("pk", flat=True)]
    return Message.objects.filter(kind__in=_KINDS, about__in=keys)


# The edits find their rows before these lose the names by which they are found.
PLACES = (
    Place(
        title=_("Edits of a community’s list"),
        model=ListEdit,
        fields=("before",),
        rows=_edits,
        erase=_erase_edits,
        why=_("so that an edit can be undone"),
        kept=_("the last 50 of a list"),
        handed_over=False,
    ),
    Place(
        title=_("Texts around the names of a community’s list"),
        model=NameList,
        fields=("title", "text", "upload", "headings", "unused_texts"),
        rows=_names_of_lists,
        erase=_erase_texts_of_lists,
        why=_("to read the list that a community sent"),
        kept=_("the file until it is read; its headings as long as the list"),
        handed_over=False,
    ),
    Place(
        title=_("Photographs of signup cards"),
        model=SignupCard,
        fields=("image",),
        rows=_cards,
        erase=_delete_photographs,
        why=_("to enter the names that somebody wrote on paper"),
        kept=_("until a second person has checked the names"),
        handed_over=False,
    ),
    Place(
        title=_("Names in a community’s list"),
        model=Row,
        fields=(
            *("given_name", "mother_name", "father_name", "family_name", "honorific", "cells"),
            *("email", "city", "birth_date", "exact_match_key", "match_keys", "token"),
        ),
        rows=_rows,
        own=ordered_rows,  # not those in which somebody wrote the address
        erase=_erase_rows,
        why=_("to register the people that a community signed up"),
        kept=_LIST,
    ),
)
