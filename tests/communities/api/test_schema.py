"""The API conforms to its OpenAPI schema, checked with generated requests (schemathesis)."""

from typing import Any

import pytest
import schemathesis
from django.contrib.auth.models import User
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from hypothesis import HealthCheck, settings

from communities.api import api
from communities.certificates.printing import PRINTINGS, request_printing
from communities.models.api_key import new_key
from core.forms.text_input import clean_text
from core.job_runner import run_job
from letters.models import Community, Scroll
from payments.fulfilment import IncomingPayment, record_and_apply
from tests.communities.name_lists import make_list, order_list

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
EXAMPLES = 25  # of each operation


@pytest.fixture
def key(community: Community, scroll: Scroll, shliach: User) -> str:
    """A key of a community that has one object of each kind."""
    name_list = make_list(community, scroll.series, shliach)
    order = order_list(name_list, shliach)
    record_and_apply(
        order_id=order.pk, incoming=IncomingPayment("pi_1", "", order.total, order.currency)
    )
    run_job(
        PRINTINGS, request_printing(name_list=name_list, by=shliach, language="en", paper="a4").pk
    )
    scopes = ["lists:write", "lists:read", "certificates:read"]
    return new_key(community=community, by=shliach, name="x", scopes=scopes, rate=10_000)[1]


def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """Closes each answer, as servers do: schemathesis leaves the file of a PDF open."""
    answer = WSGIHandler()(environ, start_response)
    try:
        return list(answer)
    finally:
        answer.close()


schema = schemathesis.openapi.from_dict(api.get_openapi_schema())
schema.app = application


@schema.hook
def filter_body(_context: Any, body: Any) -> bool:
    """No texts of control characters only, which are empty once cleaned: no schema says that."""
    texts = [body.get(each) for each in ("title", "text")] if isinstance(body, dict) else []
    return all(clean_text(each).strip() for each in texts if isinstance(each, str) and each)


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_api_conforms_to_its_openapi_schema(case: Any, key: str) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {key}"})


@pytest.mark.parametrize("path", ["communities/%C2%84/", "nothing/", "lists/x%18/rows/"])
def test_wrong_address_below_the_api_is_a_json_error(client: Client, path: str) -> None:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == 404
    assert answer.json()["error"] == "not_found"
