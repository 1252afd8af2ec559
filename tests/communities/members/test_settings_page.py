"""The settings and sharing pages of a community."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from core.languages import translated
from letters.models import Community

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
FORM = {"name": "Chabad of Montreal", "name_he": "מונטריאול", "goal": "500", "listed": "on"}


def save(client: Client, community: Community, **changes: str) -> int:
    answer = client.post(f"/shluchim/{community.slug}/settings/", {**FORM, **changes})
    community.refresh_from_db()
    return int(answer.status_code)


def test_settings_page_sets_names_and_goal(
    shliach: User, community: Community, sign_in: SignIn
) -> None:
    assert save(sign_in(shliach), community) == 302
    assert (community.name, translated(community, "name", "he")) == (
        "Chabad of Montreal",
        "מונטריאול",
    )
    assert (community.goal, community.listed) == (500, True)


def test_settings_page_opts_out_of_the_comparison(
    shliach: User, community: Community, sign_in: SignIn
) -> None:
    form = {key: value for key, value in FORM.items() if key != "listed"}
    sign_in(shliach).post(f"/shluchim/{community.slug}/settings/", form)
    community.refresh_from_db()
    assert not community.listed


def test_settings_page_stores_no_goal_as_zero(
    shliach: User, community: Community, sign_in: SignIn
) -> None:
    assert save(sign_in(shliach), community, goal="") == 302
    assert community.goal == 0


@pytest.mark.parametrize(
    "change", [{"name": ""}, {"goal": "-1"}, {"goal": "many"}, {"goal": "9" * 12}]
)
def test_settings_page_shows_errors_beside_the_field(
    shliach: User, community: Community, sign_in: SignIn, change: dict[str, str]
) -> None:
    assert save(sign_in(shliach), community, **change) == 422
    assert community.name == "Montreal"


def test_settings_page_ignores_other_fields(
    shliach: User, community: Community, sign_in: SignIn
) -> None:
    save(sign_in(shliach), community, slug="london", country="US", approved_at="")
    assert (community.slug, community.country) == ("montreal", "CA")
    assert community.approved_at


def test_settings_page_answers_404_to_another_shliach(
    stranger: User, community: Community, sign_in: SignIn
) -> None:
    client = sign_in(stranger)
    assert client.get(f"/shluchim/{community.slug}/settings/").status_code == 404
    assert client.get(f"/shluchim/{community.slug}/sharing/").status_code == 404
    assert save(client, community) == 404
    assert community.name == "Montreal"


def test_sharing_page_is_for_helpers_and_settings_page_is_not(
    helper: User, community: Community, sign_in: SignIn
) -> None:
    client = sign_in(helper)
    assert client.get(f"/shluchim/{community.slug}/sharing/").status_code == 200
    assert client.get(f"/shluchim/{community.slug}/settings/").status_code == 404
    assert save(client, community) == 404


def test_sharing_page_shows_the_badge_snippet(
    shliach: User, community: Community, sign_in: SignIn
) -> None:
    Community.objects.update(name='A "good" <name>')
    page = sign_in(shliach).get(f"/shluchim/{community.slug}/sharing/").content.decode()
    assert "&lt;iframe src=&quot;http://testserver/communities/montreal/badge/" in page
    assert "A &amp;quot;good&amp;quot; &amp;lt;name&amp;gt;" in page
