"""How often a code to sign in may be asked for, by whom, and what a stranger can learn from it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.cleanup import delete_expired
from accounts.models import AccountMail, CacheEntry
from messaging import account_mails
from messaging.claims import ACCOUNT
from messaging.models import Message
from messaging.suppressions import Reason, suppress
from messaging.tasks import deliver_due
from tests.races import at_once
from unity_torah.settings import base

OWNER, STRANGER = "owner@example.org", "stranger@example.org"
URL = "/accounts/login/code/"


@pytest.fixture(autouse=True)
def _as_in_production(settings: Any, transactional_db: None) -> None:
    """The cache that production has, behind one proxy."""
    settings.CACHES = base.CACHES
    settings.TRUSTED_PROXIES = settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1


@pytest.fixture
def owner(transactional_db: None) -> User:
    user = User.objects.create_superuser("owner", OWNER)
    EmailAddress.objects.create(user=user, email=OWNER, verified=True, primary=True)
    return user


def ask(client: Client, email: str = OWNER, address: str = "192.0.2.1") -> bool:
    """Ask for a code from an address of a client; returns whether it was granted."""
    client.session.flush()  # an earlier request leads to the page of its code
    answer = client.post(URL, {"email": email}, headers={"X-Forwarded-For": address})
    assert answer.status_code in {200, 302}
    return answer.status_code == 302


def enter_code(client: Client) -> None:
    """Enter the code of the last mail."""
    deliver_due()
    code = re.search(r"^[A-Z0-9-]{6,}$", str(mail.outbox[-1].body), re.MULTILINE)
    assert code is not None
    client.post("/accounts/login/code/confirm/", {"code": code.group()})
    assert client.session.get("_auth_user_id")


def next_hour() -> None:
    """Forget every count, as time does."""
    cache.clear()


def test_one_client_gets_three_codes_a_minute(owner: User) -> None:
    assert [ask(Client()) for _ in range(4)] == [True, True, True, False]


def test_limit_is_kept_outside_the_process(owner: User) -> None:
    assert ask(Client())
    keys = CacheEntry.objects.values_list("cache_key", flat=True)
    assert any("client_and_address" in key for key in keys)


def test_simultaneous_requests_get_three_codes(owner: User) -> None:
    assert at_once(8, lambda: ask(Client())) == []
    assert 1 <= Message.objects.count() <= 3


def test_invented_forwarded_addresses_lock_nobody_out(owner: User) -> None:
    attacker = "198.51.100.9"
    for number in range(40):
        forged = f"203.0.113.{number}, {attacker}"
        ask(Client(), f"invented{number}@example.org", forged)
    assert not ask(Client(), "another@example.org", attacker)
    assert ask(Client(), address="192.0.2.1")


def test_client_without_the_expected_header_is_no_error(owner: User) -> None:
    assert Client().post(URL, {"email": OWNER}).status_code == 302


def test_stranger_cannot_keep_a_known_browser_from_a_code(owner: User) -> None:
    known = Client()
    assert ask(known)
    enter_code(known)
    known.post("/accounts/logout/")
    next_hour()
    for number in range(30):
        ask(Client(), address=f"203.0.113.{number}")
    assert not ask(Client())
    deliver_due()  # the codes that the strangers asked for, so that the next mail is the last
    assert ask(known)
    enter_code(known)


def test_known_browser_of_another_account_has_no_count_of_its_own(owner: User) -> None:
    other = User.objects.create_superuser("other", STRANGER)
    EmailAddress.objects.create(user=other, email=STRANGER, verified=True, primary=True)
    known = Client()
    assert ask(known, STRANGER)
    enter_code(known)
    known.post("/accounts/logout/")
    assert [ask(known, OWNER) for _ in range(4)] == [True, True, True, False]


def test_forged_cookie_is_no_known_browser(owner: User) -> None:
    client = Client()
    client.cookies["known_browser"] = f"{owner.pk}:invented"
    assert [ask(client) for _ in range(4)] == [True, True, True, False]


def test_known_browser_has_a_limit_too(owner: User) -> None:
    known = Client()
    assert ask(known)
    enter_code(known)
    known.post("/accounts/logout/")
    assert [ask(known) for _ in range(4)] == [True, True, True, False]


def test_one_client_uses_up_little_of_an_account(owner: User) -> None:
    for _ in range(3):
        ask(Client(), address="203.0.113.7")
    CacheEntry.objects.filter(cache_key__contains="3/60").delete()  # a minute later
    for _ in range(3):
        ask(Client(), address="203.0.113.7")
    CacheEntry.objects.filter(cache_key__contains="3/60").delete()
    assert not ask(Client(), address="203.0.113.7")
    assert ask(Client(), address="192.0.2.1")


def test_unknown_address_has_the_same_limits(owner: User) -> None:
    assert [ask(Client(), STRANGER) for _ in range(4)] == [True, True, True, False]


# What the answer reveals ---------------------------------------------------------


Answer = tuple[int, str, str, int, int, list[str]]


def answer_of(email: str) -> Answer:
    """Status, place and words of the answer, the number of statements, and those that write."""
    client = Client()
    with CaptureQueriesContext(connection) as asking:
        answer = client.post(URL, {"email": email}, headers={"X-Forwarded-For": "192.0.2.1"})
    with CaptureQueriesContext(connection) as showing:
        page = client.get("/accounts/login/code/confirm/")
    words = re.sub(r'value="[\w-]{20,}"|nonce="[^"]+"', "", page.content.decode())
    writing = re.compile("INSERT INTO|UPDATE|DELETE FROM")
    return (
        answer.status_code,
        answer.get("Location", ""),
        words.replace(email, "ADDRESS"),
        len(asking),
        len(showing),
        [query["sql"].split("(")[0][:50] for query in asking if writing.match(query["sql"])],
    )


def test_known_and_unknown_address_have_the_same_answer_and_statements(owner: User) -> None:
    answer_of("first@example.org")  # fills what a process keeps
    next_hour()
    known = answer_of(OWNER)
    next_hour()
    unknown = answer_of("owned@example.org")
    assert known == unknown
    assert known[0] == 302
    assert len(known[5]) > 10


def test_asking_writes_the_same_rows_and_sends_nothing_in_the_request(owner: User) -> None:
    for email in (OWNER, STRANGER):
        assert ask(Client(), email)
    assert mail.outbox == []
    assert Message.objects.filter(kind=ACCOUNT, state="queued").count() == 2
    assert sorted(AccountMail.objects.values_list("to_be_sent", flat=True)) == [False, True]
    lengths = {len(each.body) for each in AccountMail.objects.all()}
    assert len(lengths) == 1


def test_missing_mail_server_changes_nothing_for_either(owner: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert [ask(Client(), email) for email in (OWNER, STRANGER)] == [True, True]
    deliver_due()
    assert dict(Message.objects.values_list("recipient", "state")) == {
        OWNER: "queued",
        STRANGER: "left_out",
    }


def test_password_reset_sends_nothing_in_the_request(owner: User) -> None:
    for email in (OWNER, STRANGER):
        assert Client().post("/accounts/password/reset/", {"email": email}).status_code == 302
    assert mail.outbox == []
    assert Message.objects.filter(kind=ACCOUNT).count() == 2


# The mail ------------------------------------------------------------------------


def test_code_is_mailed_to_the_account_only(owner: User) -> None:
    client = Client()
    ask(client, STRANGER)
    ask(client)
    enter_code(client)
    (sent,) = mail.outbox
    assert sent.to == [OWNER]


def test_code_is_mailed_in_quiet_hours_and_to_a_suppressed_address(
    owner: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.OBSERVE_QUIET_HOURS = True
    monkeypatch.setattr("messaging.claims.quiet_until", lambda zone, now: now.replace(year=2099))
    suppress(email=OWNER, reason=Reason.BOUNCED)
    ask(Client())
    deliver_due()
    assert [each.to for each in mail.outbox] == [[OWNER]]


def test_code_that_is_too_old_is_not_mailed(owner: User) -> None:
    ask(Client())
    AccountMail.objects.update(expires_at=AccountMail.objects.get().created_at)
    deliver_due()
    assert mail.outbox == []
    assert Message.objects.get().state == "left_out"


def test_codes_and_messages_of_yesterday_are_deleted(
    owner: User, make_old: Callable[[], None]
) -> None:
    ask(Client(), STRANGER)
    deliver_due()
    for old in (False, True):
        if old:
            make_old()
        delete_expired()
        account_mails.delete_old_messages()
        left = (AccountMail.objects.count(), Message.objects.count(), CacheEntry.objects.exists())
        assert left == ((0, 0, False) if old else (1, 1, True))


@pytest.fixture
def make_old() -> Callable[[], None]:
    """Make everything two days old."""

    def make() -> None:
        with connection.cursor() as cursor:
            for column in (
                "accounts_accountmail SET created_at = created_at",
                "messaging_message SET created_at = created_at",
                "accounts_cache SET expires = expires",
            ):
                cursor.execute(f"UPDATE {column} - interval '2 days'")

    return make
