"""No text from outside breaks a page: every address, parameter and field of the site, walked.

The addresses are read from the resolver, the parameters from the views' sources, the fields from
the pages and the forms: what is new is walked without an entry here.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from allauth.mfa.models import Authenticator
from django import forms
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpResponseBase, QueryDict
from django.test import Client, RequestFactory
from django.urls import reverse

from communities.api import api
from communities.models import Membership
from core.forms.form_fields import EmailField
from core.forms.input_cleaning import read_json
from core.forms.text_input import EMAIL_LIMIT
from letters.models import Certificate, Community
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Order
from tests.apps import APPS
from tests.communities.conftest import (  # noqa: F401
    community,
    helper,
    make_community,
    shliach,
)
from tests.communities.members.test_access import ARGUMENTS, ids  # noqa: F401
from tests.project.form_classes import all_forms, fields_of
from tests.project.hostile_input import (
    CLEANED,
    HIDDEN_PATHS,
    OF_MODELS,
    PATHS,
    TEXTS,
    Fields,
    addresses,
    parameters,
    path_of,
)
from tests.signing_in import sign_in

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]

# Of Django's own lists, the same for all of them; a model's own search is asked of each.
ADMIN_PARAMETERS = ["p", "o", "e", "all", "_changelist_filters", "_popup", "_to_field"]
LISTS_ASKED = 3
# Nobody writes an e-mail address or presses a button in the query of an address.
OF_FORMS = {"remove", "remove digits", "e-mail of 255", "e-mail of 311"}
NUMBERS = ["superscript", "digits", "bigint", "remove", "surrogate", "not a number"]
PARTS = ["admin", "site"]
ENDS_SESSION = {"account_logout", "admin:logout"}


@pytest.fixture
def arguments(ids: dict[str, Any], order: Order, community: Community) -> dict[str, Any]:  # noqa: F811
    """A value of each argument that occurs in addresses."""
    record_and_apply(
        order_id=order.pk, incoming=IncomingPayment("pi_1", "cs_1", order.total, "usd")
    )
    return {
        **ids,
        "slug": community.slug,
        "public_id": order.public_id,
        "token": Certificate.objects.earliest("pk").check_token,
        "series": "unity",
        "number": 12,
        "position": 1,
        "pk": 1,
        "object_id": "1",
        "app": "letters",
        "app_label": "letters",
        "model": "person",
        "content_type_id": 1,
    }


@pytest.fixture
def everyone(shliach: User, arguments: dict[str, Any]) -> Client:  # noqa: F811
    """A client whose user may open every page: of the committee, and a shliach."""
    shliach.is_staff = shliach.is_superuser = True
    shliach.save()
    assert Membership.objects.filter(user=shliach).exists()
    client = sign_in(Client(raise_request_exception=False), shliach)
    Authenticator.objects.update(data={"secret": "JBSWY3DPEHPK3PXP"})  # pages ask for its codes
    assert client.get("/admin/").status_code == 200
    return client


def _values(name: str, needed: list[str], known: dict[str, Any]) -> dict[str, Any]:
    own = dict(pair.split("=") for pair in ARGUMENTS.get(name, ()))
    values = {each: known.get(own.get(each, each), own.get(each, "1")) for each in needed}
    if name.startswith("admin:") and "object_id" in needed:
        values["object_id"] = _first_object(name)
    return values


def _first_object(name: str) -> str:
    app, model = name.removeprefix("admin:").split("_")[:2]
    try:
        found = apps.get_model(app, model)._default_manager.order_by("pk").first()
    except LookupError:
        return "1"
    return str(found.pk) if found else "1"


def _paths(known: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for name, needed in addresses():
        values = _values(name, needed, known)
        path = path_of(name, values)
        if path and name not in ENDS_SESSION:
            yield name, path, values


def _paths_of(part: str, known: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for name, path, values in _paths(known):
        if name.startswith("admin:") == (part == "admin"):
            yield name, path, values


def _broken(answer: HttpResponseBase, what: str) -> list[str]:
    answer.close()
    return [f"{answer.status_code} {what}"] if answer.status_code == 500 else []


def test_addresses_are_walked(everyone: Client, arguments: dict[str, Any]) -> None:
    statuses, broken = [], []
    for _name, path, _values in _paths(arguments):
        answer = everyone.get(path)
        statuses.append(answer.status_code)
        broken += _broken(answer, path)
    assert not broken, broken
    assert len(statuses) > 150
    assert statuses.count(200) > 90


@pytest.mark.parametrize("part", PARTS)
def test_no_argument_of_an_address_breaks_a_page(
    everyone: Client, arguments: dict[str, Any], part: str
) -> None:
    broken = []
    for name, path, values in _paths_of(part, arguments):
        hidden = {} if name.startswith("admin:") else HIDDEN_PATHS
        for value in values.values():
            for hostile in {**PATHS, **hidden}.values():
                address = path.replace(f"/{value}", f"/{hostile}", 1)
                broken += _broken(everyone.get(address), f"GET {address[:80]}")
                if not name.startswith("admin:"):
                    broken += _broken(everyone.post(address), f"POST {address[:80]}")
    assert not broken, "\n".join(broken)


def _recording(read: Callable[..., Any], names: set[str]) -> Callable[..., Any]:
    def recorded(data: QueryDict, key: str, *rest: Any, **more: Any) -> Any:
        names.add(key)
        return read(data, key, *rest, **more)

    return recorded


@pytest.fixture
def read_parameters(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The names of parameters that were read from any query or form."""
    names: set[str] = set()
    for method in ("get", "getlist", "__getitem__", "__contains__"):
        monkeypatch.setattr(QueryDict, method, _recording(getattr(QueryDict, method), names))
    return names


def test_no_parameter_of_a_query_breaks_a_page(
    everyone: Client, arguments: dict[str, Any], read_parameters: set[str]
) -> None:
    """A page that reads no parameter of its own is asked once."""
    names, broken, reading = parameters("GET"), [], 0
    everyone.get(reverse("privacy")).close()
    of_every_page = set(read_parameters)
    for name, path, _values in _paths(arguments):
        if name.startswith("admin:"):
            continue
        read_parameters.clear()
        for number, kind in enumerate(sorted(TEXTS.keys() - CLEANED - OF_FORMS)):
            query = urlencode(dict.fromkeys(names, _encoded(TEXTS[kind])))
            broken += _broken(everyone.get(f"{path}?{query}"), f"{path} {kind}")
            if number == 0 and read_parameters <= of_every_page:
                break
        else:
            reading += 1
    assert not broken, "\n".join(broken)
    assert reading > 30


def test_no_search_or_filter_of_a_list_breaks_the_admin(
    everyone: Client, arguments: dict[str, Any]
) -> None:
    broken = []
    lists = [each for each in _paths(arguments) if each[0].endswith("_changelist")]
    for number, (name, path, _values) in enumerate(lists):
        own = ["q", *_filters(name)]
        # One by one: the first one that is wrong hides the others.
        for parameter in own if number >= LISTS_ASKED else [*ADMIN_PARAMETERS, *own]:
            for kind in ("superscript", "digits"):
                query = urlencode({parameter: _encoded(TEXTS[kind])})
                broken += _broken(everyone.get(f"{path}?{query}"), f"{path}?{parameter} {kind}")
    assert not broken, "\n".join(broken)
    assert len(lists) > 30


def _filters(name: str) -> list[str]:
    """The parameters of the filters of an admin's list."""
    label = name.removeprefix("admin:").removesuffix("_changelist").replace("_", ".", 1)
    model = apps.get_model(label)
    shown = [str(each) for each in admin.site.get_model_admin(model).list_filter]
    return [f"{field}__{lookup}" for field in shown for lookup in ("exact", "id__exact", "isnull")]


def _encoded(text: str) -> bytes:
    return text.encode(errors="surrogatepass")


@pytest.mark.parametrize("part", PARTS)
def test_no_field_of_a_form_breaks_a_page(
    everyone: Client, arguments: dict[str, Any], part: str
) -> None:
    read, broken = parameters("POST"), []
    for number, (name, path, _values) in enumerate(_paths_of(part, arguments)):
        page = everyone.get(path)
        fields = Fields(b"".join(page).decode(errors="replace"))
        page.close()
        for kind in _kinds_of_models(number) if name.startswith("admin:") else TEXTS:
            text = TEXTS[kind]
            # With what else is on the page, so that the text gets past the first check; and alone.
            everywhere = dict.fromkeys([*read, *fields.texts, *fields.others], _encoded(text))
            filled = {**fields.others, **dict.fromkeys(fields.texts, _encoded(text))}
            if fields.texts:
                broken += _broken(_post(everyone, path, filled), f"POST {name} {kind}")
            if kind in NUMBERS and not name.startswith("admin:"):
                broken += _broken(_post(everyone, path, everywhere), f"POST {name}, all {kind}")
    assert not broken, "\n".join(broken)


def _kinds_of_models(number: int) -> list[str]:
    """Three kinds in turn: what fields of a model refuse or accept is the same on every page."""
    return [OF_MODELS[(3 * number + step) % len(OF_MODELS)] for step in range(3)]


def _post(client: Client, path: str, fields: dict[str, Any]) -> HttpResponseBase:
    kind = "application/x-www-form-urlencoded"
    return client.post(path, urlencode(fields), content_type=kind)


def test_no_text_in_the_body_of_an_api_request_breaks_it(
    everyone: Client, arguments: dict[str, Any]
) -> None:
    from communities.models.api_key import new_key

    scopes = ["lists:write", "lists:read", "certificates:read"]
    membership = Membership.objects.earliest("pk")
    _key, secret = new_key(
        community=membership.community, by=membership.user, name="x", scopes=scopes, rate=10_000
    )
    known, broken = {"Authorization": f"Bearer {secret}", "Idempotency-Key": "x"}, []
    for path, operations in api.get_openapi_schema()["paths"].items():
        address = path.replace("{list_id}", str(arguments["name_list"]))
        for text in TEXTS.values() if "post" in operations else ():
            for body in (
                *({"title": text, "text": text}, {"title": "x", "text": text}),
                {"title": "x", "rows": [{"given": text, "mother": text, "email": text}]},
                {"language": text, "paper": text, "community": text, text: text},
            ):
                sent = json.dumps(body)
                answer = everyone.post(address, sent, "application/json", headers=known)
                broken += _broken(answer, f"{address} {sent[:60]}")
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize("kind", ["NUL", "override", "digits", "surrogate"])
def test_no_cookie_breaks_a_page(client: Client, db: None, kind: str) -> None:
    client.raise_request_exception = False
    escaped = "".join(f"\\{byte:03o}" for byte in TEXTS[kind].encode(errors="surrogatepass"))
    for name in ("sessionid", "csrftoken", "django_language", "messages"):
        answer = client.get("/letters/new/", headers={"Cookie": f'{name}="{escaped}"'})
        assert answer.status_code != 500


def test_every_field_of_every_form_refuses_or_accepts_any_text(db: None) -> None:
    walked = 0
    for form in all_forms():
        for name, field in fields_of(form).items():
            for text in TEXTS.values():
                try:
                    cleaned = field.clean([text] if _takes_lists(field) else text)
                except ValidationError:
                    continue
                if isinstance(field, forms.EmailField):
                    assert len(cleaned) <= EMAIL_LIMIT, (form, name)
            walked += 1
    assert walked > 100


def _takes_lists(field: forms.Field) -> bool:
    return isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField)


def test_every_field_of_an_address_has_the_length_of_its_column(db: None) -> None:
    fields = [field for form in all_forms() for field in fields_of(form).values()]
    addresses_asked = [field for field in fields if isinstance(field, forms.EmailField)]
    assert len(addresses_asked) >= 5
    for field in addresses_asked:
        limits = [each.limit_value for each in field.validators if hasattr(each, "limit_value")]
        assert isinstance(field, EmailField) or min(limits) <= EMAIL_LIMIT


def test_bodies_in_json_are_read_cleaned_only() -> None:
    sources = [each for app in APPS for each in (Path(settings.BASE_DIR) / app).rglob("*.py")]
    reading = [each.name for each in sources if "json.loads(request.body" in each.read_text()]
    assert reading == ["input_cleaning.py"]


@pytest.mark.parametrize("body", ["[" * 100_000, "9" * 5_000, '"\\ud800', "\xff", '{"a": NaN}'])
def test_hostile_json_is_refused_or_read(body: str) -> None:
    request = RequestFactory().post("/", body, content_type="application/json")
    with suppress(ValueError):
        read_json(request)
