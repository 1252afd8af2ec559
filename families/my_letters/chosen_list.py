"""Filling the list of names with a family's people: the choice is in the session, not in a URL."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.crypto import get_random_string

from families.my_letters.addresses import purchasers_of
from letters.models import Person, Series
from letters.series import series_url
from payments.basket.initial import InitialList

_KEY = "filled_list"  # in the session
# Another one for each choice: the browser's draft of the list belongs to its address.
_PARAMETER = "list"


def fill_list(request: HttpRequest, series: Series, people: Sequence[Person]) -> str:
    """Remember the people for the list of this session; returns the URL of the list."""
    name = get_random_string(12)
    request.session[_KEY] = {"name": name, "people": [person.pk for person in people]}
    return f"{series_url('basket', series)}?{urlencode({_PARAMETER: name})}"


def chosen_list(request: HttpRequest, series: Series) -> InitialList | None:
    """The people chosen by `fill_list`, as far as they are the user's own."""
    name, chosen = request.GET.get(_PARAMETER, ""), request.session.get(_KEY)
    user = request.user
    if not name or not chosen or chosen["name"] != name or not isinstance(user, User):
        return None
    own = Person.objects.filter(pk__in=chosen["people"], purchaser__in=purchasers_of(user))
    people = list(own.select_related("community", "purchaser").order_by("pk"))
    return InitialList(people, people[-1].purchaser.email) if people else None
