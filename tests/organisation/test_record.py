"""The organisation's record in the admin."""

import pytest
from django.apps import apps
from django.test import Client

from organisation.admin.record import pending_of_organisation
from organisation.models import Organisation

PAGE = "/admin/organisation/organisation/"
COMPLETE = {
    "address": "1 Example Street\nBrooklyn",
    "tax_number": "12-3456789",
    "email": "office@example.org",
    "phone": "+1 718 555 0100",
}


def test_changes_are_in_its_history(staff: Client) -> None:
    page = staff.get(PAGE, follow=True)
    form = page.context["adminform"].form.initial
    form = {key: value for key, value in form.items() if value not in (None, False)}
    staff.post(f"{PAGE}1/change/", {**form, "name": "The Committee"})
    assert Organisation.current().name == "The Committee"
    events = apps.get_model("organisation.OrganisationEvent").objects
    assert events.order_by("pgh_id").last().name == "The Committee"


def test_it_is_a_single_row(staff: Client) -> None:
    staff.get(PAGE)
    staff.get(PAGE)
    assert Organisation.objects.count() == 1
    assert staff.get(f"{PAGE}add/").status_code == 403


def test_what_is_missing_is_said_to_the_committee(staff: Client) -> None:
    page = staff.get(PAGE, follow=True).content.decode()
    assert "address, tax number, email, phone." in page
    Organisation.objects.update(**COMPLETE)
    assert "Missing, and expected" not in staff.get(PAGE, follow=True).content.decode()


@pytest.mark.parametrize("field", sorted(COMPLETE))
def test_each_missing_particular_is_counted_in_the_sidebar(staff: Client, field: str) -> None:
    Organisation.objects.create(pk=1, **{**COMPLETE, field: ""})
    assert pending_of_organisation() == {"organisation_organisation": "1"}
