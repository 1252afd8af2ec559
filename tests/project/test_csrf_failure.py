"""A form whose CSRF token is refused: what was typed is given back, but to our own pages only."""

import pytest
from django.test import Client

OURS = {"Origin": "http://testserver"}
FIELDS = {"names-0-given_name": "Yosef <b>", "email": "chana@example.org", "token": "secret"}


@pytest.fixture
def checked() -> Client:
    """A client whose forms are checked for their tokens."""
    return Client(enforce_csrf_checks=True)


def test_refused_form_is_given_back_with_a_fresh_token(checked: Client, db: None) -> None:
    checked.cookies["csrftoken"] = "x" * 32
    answer = checked.post("/letters/new/?from=1", FIELDS, headers=OURS)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert 'action="/letters/new/?from=1"' in page
    assert 'name="names-0-given_name" value="Yosef &lt;b&gt;"' in page
    assert 'name="token" value="secret"' in page
    assert "<bdi>Yosef &lt;b&gt;</bdi>" in page
    assert "<bdi>secret</bdi>" not in page
    assert "no longer valid" in page
    assert page.count('name="csrfmiddlewaretoken"') >= 1


def test_given_back_form_can_be_sent(checked: Client, db: None) -> None:
    refused = checked.post("/i18n/setlang/", {"language": "he"}, headers=OURS)
    token = refused.cookies["csrftoken"].value
    sent = {"language": "he", "csrfmiddlewaretoken": token}
    assert checked.post("/i18n/setlang/", sent, headers=OURS).status_code == 302


def test_form_without_cookies_says_so(checked: Client, db: None) -> None:
    answer = checked.post("/letters/new/", FIELDS, headers=OURS)
    assert "does not accept cookies" in answer.content.decode()


@pytest.mark.parametrize("headers", [{"Origin": "https://example.com"}, {}, {"Origin": "null"}])
def test_form_of_another_site_is_not_given_back(
    checked: Client, db: None, headers: dict[str, str]
) -> None:
    checked.cookies["csrftoken"] = "x" * 32
    answer = checked.post("/letters/new/", FIELDS, headers=headers)
    assert answer.status_code == 403
    assert "chana@example.org" not in answer.content.decode()
