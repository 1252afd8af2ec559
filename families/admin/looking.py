"""Recording what the staff see in the admin, in one place for all its pages."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse

from families.looks import Subject, record_look, record_search
from families.models import Erasure, ErasureRequest
from families.privacy.places import PLACES
from letters.models import Certificate, EarlierEntry, Inscription, Person, Purchaser
from payments.models import Order, OrderLine, Payment, Receipt

_PREFIX = "/admin/"
HISTORY = "history"
_RECORDED = {"admin:families_postbatch_change"}  # by the page itself, each order
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
        """Record a file that is handed over: an export, certificates, a receipt."""
        response = self._get_response(request)
        page = _page(request)
        if _is_file(response) and page not in _RECORDED and (user := _staff(request)):
            record_search(by=user, page=page, asked=["file"], found=1)
        return response

    def process_template_response(
        self, request: HttpRequest, response: TemplateResponse
    ) -> TemplateResponse:
        """Record what the page is about to show."""
        if user := _staff(request):
            _record(user, _page(request), response.context_data or {})
        return response


def _staff(request: HttpRequest) -> User | None:
    """The member of the staff on a page of the admin."""
    user = getattr(request, "user", None)
    if not request.path.startswith(_PREFIX) or not isinstance(user, User):
        return None
    return user if user.is_staff else None


def _is_file(response: HttpResponseBase) -> bool:
    return response.get("Content-Disposition", "").startswith("attachment")


def _page(request: HttpRequest) -> str:
    match = request.resolver_match
    return (match.view_name if match else "")[:80]


def _record_history(by: User, shown: dict[str, Any]) -> None:
    """How many entries about personal data the history showed, and whose it was asked for."""
    asked = [key for key in ("of", "pk", "who") if shown[key]]
    found = sum(1 for row in shown["rows"] if row["entry"].model in SHOWN)
    if not found:
        return
    model = {each._meta.label_lower: each for each in SHOWN}.get(shown["of"])
    about: list[Subject] = []
    if model and shown["pk"]:
        subject = subject_of(model._default_manager.filter(pk=shown["pk"]).first())
        about = [subject] if subject else []
    record_search(by=by, page=HISTORY, asked=asked, found=found, shown=about)


def _record(by: User, page: str, shown: dict[str, Any]) -> None:
    if page == HISTORY and "rows" in shown:
        _record_history(by, shown)
        return
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
