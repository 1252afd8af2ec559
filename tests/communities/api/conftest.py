"""A key of a community, and its client."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User

from communities.models import NameList
from communities.models.api_key import new_key
from letters.models import Community, Scroll, Series
from payments.fulfilment import IncomingPayment, record_and_apply
from tests.communities.api.client import SCOPES, Caller
from tests.communities.name_lists import make_list, order_list


@pytest.fixture
def make_key(community: Community, shliach: User) -> Callable[..., str]:
    """Create a key of the community, owned by its shliach."""

    def made(**changes: Any) -> str:
        fields = {"community": community, "by": shliach, "name": "School", "scopes": SCOPES}
        return new_key(**{**fields, **changes})[1]

    return made


@pytest.fixture
def api(series: Series, make_key: Callable[..., str]) -> Caller:
    """A client of the community."""
    return Caller(make_key())


@pytest.fixture
def fulfilled(community: Community, scroll: Scroll, shliach: User) -> NameList:
    """A list of three names with letters."""
    name_list = make_list(community, scroll.series, shliach)
    order = order_list(name_list, shliach)
    record_and_apply(
        order_id=order.pk, incoming=IncomingPayment("pi_1", "", order.total, order.currency)
    )
    return name_list
