"""Lists of names for other programs: sent once, looked at, their certificates fetched."""

import hashlib
from typing import Annotated, cast

from django.conf import settings
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Header, Path, Query, Router, Status
from ninja.errors import HttpError

from communities.api.auth import KeyAuth, communities_of, key_of, name_lists_of
from communities.api.schemas import (
    Counts,
    NameListOut,
    NameListState,
    PrintingIn,
    PrintingOut,
    PrintingState,
    Problem,
    Question,
    RowOut,
    RowsIn,
    RowsOut,
    RowState,
    TextIn,
)
from communities.certificates import printing as work
from communities.lists.name_lists import send
from communities.lists.questions import is_asked_about, problems_of, questions_of
from communities.lists.rows import kinds
from communities.models import ApiKey, ApiRequest, NameList, Printing, Row
from letters.certificates.contents import certificate_number
from letters.models import Certificate, Community, Series
from payments.basket.views import SERIES

ON_A_PAGE = 100
WRONG = frozenset({400, 401, 403, 404, 409, 422, 429})

router = Router(tags=["Lists of names"])
Id = Annotated[int, Path(ge=1, le=2**63 - 1)]
Scope = ApiKey.Scope


@router.post(
    "/lists/",
    summary="Send a list",
    auth=KeyAuth(Scope.WRITE),
    response={200: NameListOut, 201: NameListOut, WRONG: Problem},
)
def create_list(
    request: HttpRequest,
    body: RowsIn | TextIn,
    idempotency_key: Annotated[str, Header(alias="Idempotency-Key", min_length=8, max_length=200)],
) -> Status[NameListOut]:
    """Send a list of names: nobody is registered by it, and a shliach looks at it before he pays.

    The same Idempotency-Key with the same body is the same list, and so are the same names under
    another: 201 says that it is new, 200 that it was there.
    """
    key = key_of(request)
    community = _community(key, body.community)
    with transaction.atomic():
        # Who asks the same at once waits here until the other is done.
        asked, first = ApiRequest.objects.get_or_create(
            key=key,
            idempotency_key=idempotency_key,
            defaults={"body_hash": hashlib.sha256(body.model_dump_json().encode()).hexdigest()},
        )
        if not first:
            return Status(200, _told(_asked_before(asked, body)))
        name_list, new = send(
            community=community,
            series=get_object_or_404(Series, slug=SERIES),
            by=key.by,
            title=body.title,
            language=body.language,
            **({"text": body.text} if isinstance(body, TextIn) else {"table": body.table}),
        )
        asked.name_list = name_list
        asked.save(update_fields=["name_list"])
    return Status(201 if new else 200, _told(name_list))


def _community(key: ApiKey, slug: str) -> Community:
    if not slug and key.community is None:
        raise HttpError(422, "A key of the committee names the community.")
    return get_object_or_404(communities_of(key), **({"slug": slug} if slug else {}))


def _asked_before(asked: ApiRequest, body: RowsIn | TextIn) -> NameList:
    if asked.body_hash != hashlib.sha256(body.model_dump_json().encode()).hexdigest():
        raise HttpError(409, "This Idempotency-Key was sent with other content.")
    if asked.name_list is None:
        raise HttpError(409, "The list of this Idempotency-Key was deleted.")
    return asked.name_list


@router.get(
    "/lists/{name_list_id}/",
    summary="How far a list is",
    auth=KeyAuth(Scope.READ),
    response={200: NameListOut, WRONG: Problem},
)
def read_list(request: HttpRequest, name_list_id: Id) -> NameListOut:
    """A list: how far it is read, and how many rows are where."""
    return _told(get_object_or_404(name_lists_of(key_of(request)), pk=name_list_id))


def _told(name_list: NameList) -> NameListOut:
    found = kinds(name_list)
    return NameListOut(
        id=name_list.pk,
        community=name_list.community.slug,
        title=name_list.title,
        state=cast("NameListState", name_list.state),
        created_at=name_list.created_at,
        rows=name_list.rows_all,
        rows_read=name_list.rows_read,
        error=name_list.error,
        counts=Counts(
            unclear=found["unclear"].count(),
            asked=found["asked"].count(),
            ready=found["ready"].count(),
            left_out=found["out"].count(),
            ordered=found["registered"].count(),
            with_letters=work.certificates_of(name_list).count(),
        ),
        page=settings.SITE_URL + reverse("list", args=[name_list.community.slug, name_list.pk]),
    )


@router.get(
    "/lists/{name_list_id}/rows/",
    summary="The rows of a list",
    auth=KeyAuth(Scope.READ),
    response={200: RowsOut, WRONG: Problem},
)
def read_rows(
    request: HttpRequest,
    name_list_id: Id,
    page: Annotated[int, Query(ge=1, le=1000, description="of a hundred rows")] = 1,
) -> RowsOut:
    """The rows of a list, and what is asked about them."""
    name_list = get_object_or_404(name_lists_of(key_of(request)), pk=name_list_id)
    rows = name_list.rows.select_related("same_as__name_list", "card").order_by("position")
    pages = Paginator(rows, ON_A_PAGE)
    shown = list(pages.page(page)) if page <= pages.num_pages else []
    held = {
        each.inscription.list_row.pk: each
        for each in work.certificates_of(name_list).filter(inscription__list_row__in=shown)
    }
    return RowsOut(count=pages.count, rows=[_row(row, held.get(row.pk)) for row in shown])


def _row(row: Row, certificate: Certificate | None) -> RowOut:
    return RowOut(
        position=row.position,
        name=row.line_text,
        state=_state(row),
        problems=[Question(code=code, message=said) for code, said in problems_of(row)],
        asked=questions_of(row),
        scroll=certificate.inscription.letter.scroll.number if certificate else None,
        certificate=certificate_number(certificate) if certificate else None,
    )


def _state(row: Row) -> RowState:
    if row.inscription_id:
        return "ordered"
    if row.left_out:
        return "left_out"
    if row.problems:
        return "unclear"
    return "asked" if is_asked_about(row) else "ready"


@router.post(
    "/lists/{name_list_id}/certificates/",
    summary="Have certificates made",
    auth=KeyAuth(Scope.CERTIFICATES),
    response={202: PrintingOut, WRONG: Problem},
)
def make_certificates(
    request: HttpRequest, name_list_id: Id, body: PrintingIn
) -> Status[PrintingOut]:
    """Have all certificates of a list set as one PDF; the same wish again is the same work."""
    key = key_of(request)
    name_list = get_object_or_404(name_lists_of(key), pk=name_list_id)
    try:
        made = work.ask_for(
            name_list=name_list, by=key.by, language=body.language, paper=body.paper
        )
    except work.NoCertificates:
        raise HttpError(409, "Nobody of this list has a letter yet.") from None
    return Status(202, _progress(made))


@router.get(
    "/certificates/{printing_id}/",
    summary="How far certificates are",
    auth=KeyAuth(Scope.CERTIFICATES),
    response={200: PrintingOut, WRONG: Problem},
)
def read_certificates(request: HttpRequest, printing_id: Id) -> PrintingOut:
    """How far the PDF is."""
    return _progress(_printing(request, printing_id))


@router.get(
    "/certificates/{printing_id}/pdf",
    summary="Fetch certificates",
    auth=KeyAuth(Scope.CERTIFICATES),
    response={WRONG: Problem},
    openapi_extra={
        "responses": {
            200: {
                "description": "The PDF",
                "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
            }
        }
    },
)
def fetch_certificates(request: HttpRequest, printing_id: Id) -> FileResponse:
    """The PDF; it can be fetched for a week."""
    printing = _printing(request, printing_id)
    try:
        file = work.file_of(printing)
    except FileNotFoundError:
        raise HttpError(409, "The PDF is not there: see its state.") from None
    return FileResponse(file, as_attachment=True, filename=f"certificates-{printing.pk}.pdf")


def _printing(request: HttpRequest, pk: int) -> Printing:
    own = Printing.objects.filter(name_list__in=name_lists_of(key_of(request)))
    return get_object_or_404(own, pk=pk)


def _progress(printing: Printing) -> PrintingOut:
    return PrintingOut(
        id=printing.pk,
        name_list=printing.name_list_id,
        state=cast("PrintingState", printing.state),
        sheets=printing.sheets,
        sheets_all=printing.sheets_all,
        percent=printing.percent,
        expires_at=printing.expires_at,
    )
