"""From the one field of a home page to the page of names, with what was typed in it."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from core.http.methods import post_only
from letters.models import Series
from letters.names import TypedName, printed_line
from letters.reading import Field, parse_name
from letters.series import DEFAULT, series_or_404, series_url
from payments.basket.flow import BasketFlow
from payments.basket.form import BasketForm
from payments.basket.initial import initial_data
from payments.basket.names import NameFormSet, names_formset
from payments.basket.views import show_basket

FIELD = "name"
_PARTS = (
    "kind",
    "given_name",
    "relation",
    "mother_name",
    "father_name",
    "family_name",
    "departed",
    "honorific",
)
_CONNECTIVES = ("ben", "bas", "bat", "בן", "בת")


# Home pages are the same for everyone and have no token; nothing is stored or changed here.
@csrf_exempt
@never_cache
@post_only
def first_name(request: HttpRequest, series: str = DEFAULT) -> HttpResponse:
    """The basket with one name in it. A POST, because a name belongs into no address."""
    found = series_or_404(series)
    typed = " ".join(request.POST.get(FIELD, "").split())
    start = partial(_initial_data, typed)
    return show_basket(BasketFlow(found, series_url("basket", found), initial_data=start), request)


def _initial_data(
    typed: str, request: HttpRequest, series: Series
) -> tuple[BasketForm, NameFormSet, str]:
    form, names, notice = initial_data(request, series)
    if not typed:
        return form, names, notice
    notice = _("You wrote: %(name)s. Please check each part of the name below.") % {
        # The direction of a name must not turn the sentence around.
        "name": f"\u2068{typed}\u2069"
    }
    return form, names_formset(initial=[parts_of(typed)]), notice


def parts_of(typed: str) -> dict[str, object]:
    """The fields of a name written in one line; all of it is the given name where any is lost."""
    read = parse_name([Field.WHOLE], [typed])
    parts = {part: getattr(read, part) for part in _PARTS}
    name = TypedName(
        read.given_name,
        read.relation,
        read.mother_name,
        read.father_name,
        read.family_name,
        read.departed,
    )
    shown = f"{printed_line(name)} {read.honorific}"
    if read.kind == "adult" and _words(shown) == _words(typed):
        return parts
    return {"given_name": typed}


def _words(line: str) -> list[str]:
    """The words without ben and bas, which are chosen and not typed on the page of names."""
    return sorted(word for word in line.split() if word.casefold() not in _CONNECTIVES)
