"""Members of a community and their pages."""

from collections.abc import Callable
from functools import partial

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from communities.members import members
from communities.members.members import LastShliach, add_member, end_membership
from communities.models import Membership, NameList
from letters.models import Community, Series
from tests.communities.name_lists import make_list
from tests.races import each, meet_after

pytestmark = pytest.mark.django_db

PAGES = ["", "members/"]
SignIn = Callable[[User], Client]


@pytest.mark.parametrize("page", PAGES)
def test_community_page_is_shown_to_its_shliach(
    shliach: User, community: Community, sign_in: SignIn, page: str
) -> None:
    assert sign_in(shliach).get(f"/shluchim/{community.slug}/{page}").status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_community_page_answers_404_to_another_shliach(
    stranger: User, community: Community, sign_in: SignIn, page: str
) -> None:
    assert sign_in(stranger).get(f"/shluchim/{community.slug}/{page}").status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_community_page_requires_sign_in(client: Client, community: Community, page: str) -> None:
    answer = client.get(f"/shluchim/{community.slug}/{page}")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_members_page_answers_404_to_helpers(
    helper: User, community: Community, sign_in: SignIn
) -> None:
    client = sign_in(helper)
    assert client.get(f"/shluchim/{community.slug}/").status_code == 200
    assert client.get(f"/shluchim/{community.slug}/members/").status_code == 404


def test_access_ends_with_the_membership(
    shliach: User, helper: User, community: Community, sign_in: SignIn
) -> None:
    client = sign_in(helper)
    place = Membership.objects.get(user=helper)
    sign_in(shliach).post(f"/shluchim/{community.slug}/members/{place.pk}/end/")
    assert client.get(f"/shluchim/{community.slug}/").status_code == 404


def test_access_ends_with_the_approval_of_the_community(
    shliach: User, community: Community, sign_in: SignIn
) -> None:
    Community.objects.update(approved_at=None)
    assert sign_in(shliach).get(f"/shluchim/{community.slug}/").status_code == 404


def test_end_membership_refuses_another_community(
    shliach: User, stranger: User, community: Community, sign_in: SignIn
) -> None:
    place = Membership.objects.get(user=stranger)
    answer = sign_in(shliach).post(f"/shluchim/{community.slug}/members/{place.pk}/end/")
    assert answer.status_code == 404
    place.refresh_from_db()
    assert place.ended_at is None


def test_members_page_adds_a_helper(shliach: User, community: Community, sign_in: SignIn) -> None:
    form = {"email": "chaya@example.org", "name": "Chaya", "role": "helper"}
    sign_in(shliach).post(f"/shluchim/{community.slug}/members/", form)
    place = Membership.objects.get(user__email="chaya@example.org")
    assert (place.role, place.added_by) == ("helper", shliach)


def test_add_member_keeps_an_existing_account(stranger: User, community: Community) -> None:
    add_member(community=community, email="LEVI@example.org", name="L", role="helper", by=None)
    assert Membership.objects.filter(user=stranger, ended_at=None).count() == 2


def test_end_membership_refuses_the_last_shliach(
    shliach: User, community: Community, sign_in: SignIn
) -> None:
    place = Membership.objects.get(user=shliach)
    with pytest.raises(LastShliach):
        end_membership(membership=place)
    with pytest.raises(LastShliach):
        add_member(community=community, email=shliach.email, name="", role="helper", by=None)
    page = sign_in(shliach).post(f"/shluchim/{community.slug}/members/{place.pk}/end/", follow=True)
    assert "must keep at least one shliach" in page.content.decode()


def test_home_page_redirects_to_one_community_and_lists_two(
    shliach: User, community: Community, stranger: User, sign_in: SignIn
) -> None:
    client = sign_in(shliach)
    assert client.get("/shluchim/")["Location"] == f"/shluchim/{community.slug}/"
    london = Community.objects.get(slug="london")
    add_member(community=london, email=shliach.email, name="", role="helper", by=None)
    page = client.get("/shluchim/").content.decode()
    assert "Montreal" in page
    assert "London" in page


def _end_both(places: list[Membership]) -> list[str]:
    """End both memberships at the same moment."""
    done: list[str] = []

    def leave(place: Membership) -> None:
        try:
            end_membership(membership=place)
            done.append("left")
        except LastShliach:
            done.append("stayed")

    assert each(*[partial(leave, place) for place in places]) == []
    return sorted(done)


@pytest.fixture
def two(transactional_db: None) -> list[Membership]:
    community = Community.objects.create(
        slug="paris", name="Paris", city="Paris", country="FR", approved_at=timezone.now()
    )
    return [
        add_member(community=community, email=f"{n}@example.org", name="", role="shliach", by=None)
        for n in range(2)
    ]


@pytest.mark.django_db(transaction=True)
def test_end_membership_of_both_shluchim_at_once_keeps_one(
    two: list[Membership], monkeypatch: pytest.MonkeyPatch
) -> None:
    together = meet_after(members._require_another_shliach, patience=0.5)
    monkeypatch.setattr(members, "_require_another_shliach", together)
    assert _end_both(two) == ["left", "stayed"]


@pytest.mark.django_db(transaction=True)
def test_negative_control_end_membership_without_the_lock(
    two: list[Membership], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Community.objects, "select_for_update", lambda **_: Community.objects)
    monkeypatch.setattr(
        members, "_require_another_shliach", meet_after(members._require_another_shliach)
    )
    assert _end_both(two) == ["left", "left"]


def test_community_page_shows_its_count_and_open_lists(
    community: Community, series: Series, shliach: User, sign_in: SignIn
) -> None:
    done, _open = make_list(community, series, shliach), make_list(community, series, shliach)
    NameList.objects.filter(pk=done.pk).update(title="Done")
    done.rows.update(left_out=True)
    page = sign_in(shliach).get("/shluchim/montreal/").content.decode()
    assert "Purim list" in page
    assert "3 names not in an order yet" in page
    assert "Done" not in page


def test_community_page_has_a_sign_out_button(
    community: Community, shliach: User, sign_in: SignIn
) -> None:
    client = sign_in(shliach)
    assert 'action="/accounts/logout/"' in client.get("/shluchim/montreal/").content.decode()
    assert client.post("/accounts/logout/", follow=True).status_code == 200
    assert client.get("/shluchim/montreal/").status_code == 302
