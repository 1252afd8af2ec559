"""What a user with every right can do without the second factor: no more than a stranger."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.roles import sync_groups
from letters.models import Community, Letter, Scroll
from payments.models import FundEntry, FundQuota, Order
from tests import signing_in
from tests.apps import APPS
from tests.communities.conftest import *  # noqa: F403 - a community and its members
from tests.payments.basket.test_basket import name, posted

# Pages of one's own account; `shliach_home` lists one's own communities by name, and those of a
# family show what was bought from the address that a code was mailed to.
OWN = re.compile(
    "account_(?!email$|change_password$|set_password$)|mfa_|shliach_home$|logout$|jsi18n$"
    "|my_letters$|fill_next_list$|my_next_scroll$|my_mail_settings$|reminder$|my_data$|my_data_file$|erase_mine$"
)
# Kinds of arguments by their names in routes.
ARGUMENTS = {
    "slug": "montreal",
    "series": "unity",
    "step": "enter",
    "app": "letters",
    "model": "person",
    "token": "no-such-token",
    "uidb36": "1",
    "key": "x",
    "provider": "x",
    "app_label": "letters",
    "url": "x",
}


@pytest.fixture
def everyone(transactional_db: None, scroll: Scroll, community: Community, shliach: User) -> User:
    """A superuser who is also treasurer, shliach and has a quota of the fund."""
    sync_groups()
    user = shliach
    user.is_staff = user.is_superuser = True
    user.save()
    user.groups.add(Group.objects.get(name="treasurer"))
    FundQuota.objects.create(user=user, letters=50)
    FundEntry.objects.create(kind="entered", currency="usd", amount=10_000, note="x", by=user)
    EmailAddress.objects.get_or_create(user=user, email=user.email, verified=True, primary=True)
    return user


def routes(patterns: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """The name and the route of every URL."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield str(pattern.name), route


def path_of(route: str, order: Order) -> str:
    """A path of this route, with objects that exist where their kind is in the route."""
    known = {**ARGUMENTS, "public_id": order.public_id}

    def value(found: re.Match[str]) -> str:
        return known.get(found["name"], "1")

    route = re.sub(r"<(?:\w+:)?(?P<name>\w+)>", value, route.replace("(?P<", "<"))
    route = re.sub(r"<(?P<name>\w+)>[^)]*\)|\(\?P", "1", route)
    return "/" + re.sub(r"[\^$\\]|\(\?:|\)\?|\.\*|\[[^\]]*\]\+?", "", route)


def outcome(client: Client, method: str, path: str) -> tuple[int, str]:
    answer = getattr(client, method)(path)
    answer.close()
    return answer.status_code, answer.get("Location", "")


def test_without_the_second_factor_every_url_answers_as_to_a_stranger(
    everyone: User, order: Order
) -> None:
    Order.objects.filter(pk=order.pk).update(community=Community.objects.get())
    client, stranger, checked, more = Client(), Client(), 0, []
    for name_, route in routes(get_resolver().url_patterns):
        if OWN.match(name_):
            continue
        path = path_of(route, order)
        for method in ("get", "post"):
            client.force_login(everyone)
            status, location = outcome(client, method, path)
            checked += 1
            if not location.startswith("/accounts/2fa/") and (status, location) != outcome(
                stranger, method, path
            ):
                more.append((method, path, status, location))
    assert not more, "\n".join(map(str, more))
    assert checked > 300


def test_negative_control_with_the_second_factor_pages_differ(everyone: User, order: Order) -> None:
    client = signing_in.sign_in(Client(), everyone)
    paths = [path_of(route, order) for _, route in routes(get_resolver().url_patterns)]
    differing = [
        path
        for path in paths
        if path.startswith(("/admin/", "/shluchim/"))
        and not path.startswith("/admin/r/")
        and outcome(client, "get", path) != outcome(Client(), "get", path)
    ]
    assert len(differing) > 100


def fund_basket() -> dict[str, str]:
    return posted(name(), action="fund")


def test_fund_pays_only_with_the_second_factor(everyone: User) -> None:
    client = Client()
    client.force_login(everyone)
    page = client.get("/letters/new/").content.decode()
    assert 'value="fund"' not in page
    answer = client.post("/letters/new/", fund_basket())
    assert answer.status_code == 422
    assert "sign in with two steps" in answer.content.decode()
    assert not Order.objects.exists()
    signing_in.sign_in(client, everyone)
    assert 'value="fund"' in client.get("/letters/new/").content.decode()
    assert client.post("/letters/new/", fund_basket()).status_code == 303
    assert Order.objects.get().state == Order.State.FULFILLED
    assert Letter.objects.exclude(inscription=None).count() == 1


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/email/",
        "/accounts/password/change/",
        "/accounts/2fa/",
        "/accounts/2fa/totp/deactivate/",
        "/accounts/2fa/recovery-codes/generate/",
        "/accounts/2fa/webauthn/add/",
    ],
)
def test_session_without_the_factor_cannot_change_how_the_account_is_signed_in_to(
    everyone: User, path: str
) -> None:
    Authenticator.objects.create(user=everyone, type="totp", data={"secret": "none"})
    client = Client()
    client.force_login(everyone)
    for method in ("get", "post"):
        _status, location = outcome(client, method, path)
        assert location.startswith("/accounts/2fa/reauthenticate/")
    assert Authenticator.objects.exists()


# Functions that are told who acts ---------------------------------------------------

# Read a user only to ask whether there is one, are themselves the question, or (`_own_holders` and
# a family's pages) show what was bought with the address that a code was mailed to.
ASKING = {
    ("payments/basket/submit.py", "_own_holders"),
    ("communities/members/access.py", "_guarded"),
    ("communities/members/access.py", "guarded"),
    ("communities/members/access.py", "guard_order"),
    ("communities/pages/members.py", "home"),
    ("payments/basket/submit.py", "submission_error"),
    ("families/find/proof.py", "is_proved"),
    ("families/pages/access.py", "family_view"),
    ("families/pages/access.py", "guarded"),
    ("families/pages/access.py", "hotline_view"),
    ("families/my_letters/chosen_list.py", "chosen_list"),
}
GUARDS = {"members_only", "shluchim_only"}


def unguarded_uses(source: str, path: str) -> list[tuple[str, str]]:
    """The functions that read `request.user` and are no guarded view, nor called by one."""
    tree = ast.parse(source)
    functions = [each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)]
    guarded = {
        each.name
        for each in functions
        if GUARDS & {getattr(mark, "id", "") for mark in each.decorator_list}
    }
    using = {
        each.name: each for each in functions if re.search(r"request\.user\b", ast.unparse(each))
    }
    return [
        (path, name_)
        for name_ in using
        if name_ not in guarded and not _only_called_by(name_, functions, guarded)
    ]


def _only_called_by(name_: str, functions: list[ast.FunctionDef], allowed: set[str]) -> bool:
    """Whether each way to `name_`, through the functions that name it, begins at an allowed one."""
    named_in = {
        each.name: {node.id for node in ast.walk(each) if isinstance(node, ast.Name)}
        for each in functions
    }
    # Functions may call each other: each is looked at once.
    seen, waiting = {name_}, [name_]
    while waiting:
        called = waiting.pop()
        callers = {caller for caller, names in named_in.items() if called in names} - {called}
        if not callers:
            return False
        waiting += callers - allowed - seen
        seen |= callers
    return True


def test_request_user_is_read_only_behind_a_question_how_one_signed_in() -> None:
    found = []
    for app in set(APPS) - {"accounts", "core"}:
        for file in Path(settings.BASE_DIR, app).rglob("*.py"):
            path = str(file.relative_to(settings.BASE_DIR))
            # Every page of the admin is behind the middleware.
            if "admin" not in file.parts and file.name != "admin.py" and "history" not in path:
                found += unguarded_uses(file.read_text(), path)
    assert sorted(set(found) - ASKING) == []


def test_negative_control_unguarded_use_is_found() -> None:
    source = "def view(request):\n    grant(by=request.user)\n"
    assert unguarded_uses(source, "x.py") == [("x.py", "view")]
    guarded = f"@shluchim_only\n{source}"
    assert unguarded_uses(guarded, "x.py") == []
    called = "def view(request):\n    a(request)\n\ndef a(request):\n    b()\n    request.user\n\n"
    each_other = f"{called}def b():\n    a(request)\n"
    assert unguarded_uses(each_other, "x.py") == [("x.py", "a")]
    assert unguarded_uses(f"@members_only\n{each_other}", "x.py") == []
