"""Name lists for other programs: send one, read its state, download its certificates."""

import hashlib
from typing import Annotated, cast

from django.conf import settings
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Header, Path, Query, Router, Status
from ninja.errors import HttpError

from communities.api.auth import KeyAuth, api_key_of, communities_of, name_lists_of
from communities.api.schemas import (
    Counts,
    ErrorOut,
    IssueOut,
    NameListOut,
    NameListState,
    PrintingIn,
    PrintingOut,
    PrintingState,
    RowOut,
    RowsIn,
    RowsOut,
    RowStatus,
    TextIn,
)
from communities.certificates.printing import (
    NoCertificates,
    certificates_of,
    open_pdf,
    request_printing,
)
from communities.lists.name_lists import create_list
from communities.lists.questions import has_questions, issues_of, questions_of
from communities.lists.summary import status_counts
from communities.models import ApiKey, ApiRequest, NameList, Printing, Row
from letters.certificates.contents import certificate_number
from letters.models import Certificate, Community, Series
from letters.series import series_q
from payments.orders.consent import SENT_LIST, version_of

PAGE_SIZE = 100
ERROR_CODES = frozenset({400, 401, 403, 404, 409, 422, 429})

_STATES: dict[str, NameListState] = {
    NameList.State.QUEUED: "reading",
    NameList.State.RUNNING: "reading",
    NameList.State.DONE: "open",
    NameList.State.FAILED: "failed",
    NameList.State.STOPPED: "stopped",
    NameList.State.EXPIRED: "expired",
}

router = Router(tags=["Name lists"])
Id = Annotated[int, Path(ge=1, le=2**63 - 1)]
Scope = ApiKey.Scope


@router.post(
    "/lists/",
    summary="Send a list",
    auth=KeyAuth(Scope.WRITE),
    response={200: NameListOut, 201: NameListOut, ERROR_CODES: ErrorOut},
)
def send_list(
    request: HttpRequest,
    body: RowsIn | TextIn,
    idempotency_key: Annotated[str, Header(alias="Idempotency-Key", min_length=8, max_length=200)],
) -> Status[NameListOut]:
    """Send a list of names. Nobody is registered until a shliach has reviewed it and paid.

    The same Idempotency-Key with the same body is the same list, and so are the same names under
    another key: 201 if the list is new, 200 if it was there.
    """
    key = api_key_of(request)
    community = _community(key, body.community)
    with transaction.atomic():
        # A concurrent request with the same key waits here until the other one is done.
        sent, first = ApiRequest.objects.get_or_create(
            key=key, idempotency_key=idempotency_key, defaults={"body_hash": _body_hash(body)}
        )
        if not first:
            return Status(200, _serialize_list(_list_sent_before(sent, body)))
        name_list, new = create_list(
            community=community,
            series=_series(body.series),
            by=key.by,
            title=body.title,
            language=body.language,
            consent=version_of(SENT_LIST),
            **({"text": body.text} if isinstance(body, TextIn) else {"table": body.table}),
        )
        sent.name_list = name_list
        sent.save(update_fields=["name_list"])
    return Status(201 if new else 200, _serialize_list(name_list))


def _community(key: ApiKey, slug: str) -> Community:
    if not slug and key.community is None:
        raise HttpError(422, "A key of the committee must name the community.")
    return get_object_or_404(communities_of(key), **({"slug": slug} if slug else {}))


def _series(slug: str) -> Series:
    named = Q(slug=slug) if slug else series_q()
    series = Series.objects.filter(named, closed=False).first()
    if series is None:
        raise HttpError(404, "There is no such series, or it is closed.")
    return series


def _list_sent_before(sent: ApiRequest, body: RowsIn | TextIn) -> NameList:
    if sent.body_hash != _body_hash(body):
        raise HttpError(409, "This Idempotency-Key was used with another body.")
    if sent.name_list is None:
        raise HttpError(409, "The list of this Idempotency-Key was deleted.")
    return sent.name_list


def _body_hash(body: RowsIn | TextIn) -> str:
    return hashlib.sha256(body.model_dump_json().encode()).hexdigest()


@router.get(
    "/lists/{list_id}/",
    summary="Get a list",
    auth=KeyAuth(Scope.READ),
    response={200: NameListOut, ERROR_CODES: ErrorOut},
)
def get_list(request: HttpRequest, list_id: Id) -> NameListOut:
    """The state of a list, with the number of its rows by status."""
    return _serialize_list(get_object_or_404(name_lists_of(api_key_of(request)), pk=list_id))


def _serialize_list(name_list: NameList) -> NameListOut:
    counts = status_counts([name_list])[name_list.pk]
    return NameListOut(
        id=name_list.pk,
        community=name_list.community.slug,
        title=str(name_list),
        state=_STATES[name_list.state],
        created_at=name_list.created_at,
        rows=name_list.units_total,
        rows_read=name_list.units_done,
        error=name_list.failure,
        counts=Counts(
            unclear=counts["unclear"],
            to_confirm=counts["to_confirm"],
            ready=counts["ready"],
            left_out=counts["left_out"],
            ordered=counts["ordered"],
            with_letters=certificates_of(name_list).count(),
        ),
        page=settings.SITE_URL
        + reverse("name_list", args=[name_list.community.slug, name_list.pk]),
    )


@router.get(
    "/lists/{list_id}/rows/",
    summary="Get the rows of a list",
    auth=KeyAuth(Scope.READ),
    response={200: RowsOut, ERROR_CODES: ErrorOut},
)
def get_rows(
    request: HttpRequest,
    list_id: Id,
    page: Annotated[int, Query(ge=1, le=1000, description="100 rows each")] = 1,
) -> RowsOut:
    """The rows of a list, with their issues and questions."""
    name_list = get_object_or_404(name_lists_of(api_key_of(request)), pk=list_id)
    rows = name_list.rows.select_related("duplicate_of__name_list", "signup_card")
    pages = Paginator(rows.order_by("position"), PAGE_SIZE)
    shown = list(pages.page(page)) if page <= pages.num_pages else []
    certificates = {
        each.inscription.list_row.pk: each
        for each in certificates_of(name_list).filter(inscription__list_row__in=shown)
    }
    return RowsOut(
        count=pages.count, rows=[_serialize_row(row, certificates.get(row.pk)) for row in shown]
    )


def _serialize_row(row: Row, certificate: Certificate | None) -> RowOut:
    return RowOut(
        position=row.position,
        name=row.line,
        status=_status(row),
        issues=[IssueOut(code=code, message=message) for code, message in issues_of(row)],
        questions=questions_of(row),
        scroll=certificate.inscription.letter.scroll.number if certificate else None,
        certificate=certificate_number(certificate) if certificate else None,
    )


def _status(row: Row) -> RowStatus:
    if row.inscription_id:
        return "ordered"
    if row.left_out:
        return "left_out"
    if row.issues:
        return "unclear"
    return "to_confirm" if has_questions(row) else "ready"


@router.post(
    "/lists/{list_id}/certificates/",
    summary="Request certificates",
    auth=KeyAuth(Scope.CERTIFICATES),
    response={202: PrintingOut, ERROR_CODES: ErrorOut},
)
def request_certificates(
    request: HttpRequest, list_id: Id, body: PrintingIn
) -> Status[PrintingOut]:
    """Make all certificates of a list as one PDF. The same request while it is made is one job."""
    key = api_key_of(request)
    name_list = get_object_or_404(name_lists_of(key), pk=list_id)
    try:
        printing = request_printing(
            name_list=name_list, by=key.by, language=body.language, paper=body.paper
        )
    except NoCertificates:
        raise HttpError(409, "Nobody on this list has a letter yet.") from None
    return Status(202, _serialize_printing(printing))


@router.get(
    "/certificates/{printing_id}/",
    summary="Get the progress of certificates",
    auth=KeyAuth(Scope.CERTIFICATES),
    response={200: PrintingOut, ERROR_CODES: ErrorOut},
)
def get_certificates(request: HttpRequest, printing_id: Id) -> PrintingOut:
    """How much of the PDF is made."""
    return _serialize_printing(_printing(request, printing_id))


@router.get(
    "/certificates/{printing_id}/pdf",
    summary="Download certificates",
    auth=KeyAuth(Scope.CERTIFICATES),
    response={ERROR_CODES: ErrorOut},
    openapi_extra={
        "responses": {
            200: {
                "description": "The PDF",
                "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
            }
        }
    },
)
def download_certificates(request: HttpRequest, printing_id: Id) -> FileResponse:
    """The PDF, which is kept for a week."""
    printing = _printing(request, printing_id)
    try:
        file = open_pdf(printing)
    except FileNotFoundError:
        raise HttpError(409, "The PDF is not available: see its state.") from None
    return FileResponse(file, as_attachment=True, filename=f"certificates-{printing.pk}.pdf")


def _printing(request: HttpRequest, pk: int) -> Printing:
    own = Printing.objects.filter(name_list__in=name_lists_of(api_key_of(request)))
    return get_object_or_404(own, pk=pk)


def _serialize_printing(printing: Printing) -> PrintingOut:
    return PrintingOut(
        id=printing.pk,
        list=printing.name_list_id,
        state=cast("PrintingState", printing.state),
        certificates_done=printing.units_done,
        certificates_total=printing.units_total,
        percent=printing.percent,
        expires_at=printing.expires_at,
    )
