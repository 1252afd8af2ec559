"""A row with a personal link, and its shliach."""

import pytest
from django.contrib.auth.models import User

from communities.models import NameList, Row
from letters.models import Community, Scroll
from organisation.models import Organisation
from tests.communities.name_lists import make_list


@pytest.fixture
def name_list(community: Community, scroll: Scroll, shliach: User) -> NameList:
    """Three ready names; transfers are offered."""
    Organisation.objects.update_or_create(pk=1, defaults={"bank_details": "IBAN 1"})
    return make_list(community, scroll.series, shliach)


@pytest.fixture
def row(name_list: NameList) -> Row:
    return name_list.rows.get(position=1)
