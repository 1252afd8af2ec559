"""Everything that is kept of somebody, from the same registry by which it is deleted."""

import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from core.languages import is_right_to_left
from families.find.places import place_line, place_of
from families.privacy.books import BOOKS
from families.privacy.copied_rows import values_of
from families.privacy.places import PLACES
from families.privacy.places.base import Place
from families.privacy.subject import Subject
from letters.certificates.contents import certificate_number
from letters.models import Certificate, Person, Purchaser
from payments.models import Order

_ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class Section:
    """The rows of one place: each a list of a field's name, label, value and text."""

    place: Place
    rows: list[list[tuple[str, str, Any, str]]]


def subjects_of(purchasers: Sequence[int]) -> list[Subject]:
    """Each purchaser with the people of their own orders: a community's list is not handed over."""
    found = Purchaser.objects.filter(pk__in=purchasers, erased_at=None).order_by("pk")
    return [
        Subject(
            people=tuple(_own_people(each).values_list("pk", flat=True)),
            purchaser=each.pk,
            address=each.email.lower(),
        )
        for each in found
    ]


def _own_people(purchaser: Purchaser) -> Any:
    own = Order.objects.filter(purchaser=purchaser, community=None)
    people = Person.objects.filter(inscriptions__line__order__in=own, erased_at=None)
    return people.order_by("pk").distinct()


def sections_of(subjects: Sequence[Subject]) -> list[Section]:
    """A section for each place that is handed over, also where there is nothing."""
    return [
        Section(place, [values_of(row) for row in _rows(place, subjects)])
        for place in (*PLACES, *BOOKS)
        if place.handed_over
    ]


def _rows(place: Place, subjects: Sequence[Subject]) -> Iterator[Any]:
    seen = set()
    for subject in subjects:
        rows = (place.own or place.rows)(subject)
        for row in rows.order_by("pk").iterator(chunk_size=_ROWS_AT_ONCE):
            if row.pk not in seen:
                seen.add(row.pk)
                yield row


def not_handed_over() -> list[Place]:
    """The places whose data is not in the copy, to be named in it."""
    return [place for place in PLACES if not place.handed_over]


def certificates_of(subjects: Sequence[Subject]) -> list[dict[str, str]]:
    """Names with the place of the letter, and number and link of each valid certificate."""
    people = [person for subject in subjects for person in subject.people]
    found = Certificate.objects.filter(
        inscription__person__in=people, inscription__letter__isnull=False, voided_at=None
    )
    related = found.select_related("inscription__person", "inscription__letter__scroll__series")
    return [
        {
            "name": each.inscription.person.line,
            "place": place_line(place_of(each.inscription.letter)),
            "number": certificate_number(each),
            "url": f"{settings.SITE_URL}{reverse('certificate_pdf', args=[each.token])}",
        }
        for each in related.order_by("pk")
    ]


def write_copy(purchasers: Sequence[int], language: str) -> bytes:
    """The ZIP: a page to read and the same as JSON, in the active language."""
    subjects = subjects_of(purchasers)
    sections, certificates = sections_of(subjects), certificates_of(subjects)
    content = {
        "certificates": certificates,
        "data": {
            section.place.model._meta.label: [
                {name: value for name, _label, value, _text in row} for row in section.rows
            ]
            for section in sections
        },
        "not_included": [place.model._meta.label for place in not_handed_over()],
    }
    context = {
        "title": _("What is kept of you"),
        "sections": sections,
        "certificates": certificates,
        "others": not_handed_over(),
        "language": language,
        "rtl": is_right_to_left(language),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.html", render_to_string("families/privacy/copy.html", context))
        text = json.dumps(content, cls=_Encoder, ensure_ascii=False, indent=1)
        archive.writestr("data.json", text)
    return file.getvalue()


class _Encoder(DjangoJSONEncoder):
    """Files as their names."""

    def default(self, o: Any) -> Any:
        """What JSON has no form for."""
        try:
            return super().default(o)
        except TypeError:
            return str(o)
