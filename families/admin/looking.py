"""Recording what the staff see in the admin, in one place for all its pages."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from families.looks import Subject, record_look, record_search
from families.models import Erasure, ErasureRequest
from families.privacy.places import PLACES
from letters.models import Certificate, EarlierEntry, Inscription, Person, Purchaser
from payments.models import Order, OrderLine, Payment, Receipt

_PREFIX = "/admin/"
# Beside the places of personal data: pages on which a name or an address is shown.
SHOWN: frozenset[type[Model]] = frozenset(
    {place.model for place in PLACES}
    | {Erasure, ErasureRequest, Inscription, OrderLine, Payment, Receipt}
)


class AdminLooksMiddleware:
    """Records each list, search and object of the admin that shows personal data."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_template_response(
        self, request: HttpRequest, response: TemplateResponse
    ) -> TemplateResponse:
        """Record what the page is about to show."""
        user = getattr(request, "user", None)
        if request.path.startswith(_PREFIX) and isinstance(user, User) and user.is_staff:
            _record(user, _page(request), response.context_data or {})
        return response


def _page(request: HttpRequest) -> str:
    match = request.resolver_match
    return (match.view_name if match else "")[:80]


def _record(by: User, page: str, shown: dict[str, Any]) -> None:
    if (listed := shown.get("cl")) is not None and listed.model in SHOWN:
        asked = {key[:40] for key in listed.filter_params if hasattr(listed.model, key[:40])}
        if listed.query:
            asked.add("q")
        record_search(by=by, page=page, asked=asked, found=len(listed.result_list))
        return
    original = shown.get("original")
    if type(original) not in SHOWN:
        return
    subject = subject_of(original)
    if subject is None:
        record_search(by=by, page=page, asked=(), found=1)
    else:
        record_look(by=by, page=page, at=[subject])


def subject_of(shown: Any) -> Subject | None:
    """The person, order, purchaser or entry that a row of the admin is about; None for others."""
    if isinstance(shown, Person | Order | Purchaser | EarlierEntry):
        return shown
    if isinstance(shown, Inscription):
        return shown.person
    if isinstance(shown, Certificate):
        return shown.inscription.person
    return shown.order if isinstance(shown, Payment | OrderLine) else None
