"""Names and free texts that are mailed or printed have no addresses in them."""

import pytest
from django.core.exceptions import ValidationError

from communities.forms import ApplicationForm, MemberForm
from communities.pages.settings import SettingsForm
from core.forms.no_addresses import has_address, validate_without_addresses
from letters.names import validate_name


@pytest.mark.parametrize(
    "name",
    ["Visit evil.example", "evil.com", "EVIL.COM", "אתר evil.co", "x@y", "www.evil", "evil。com"],
)
def test_no_name_has_an_address(name: str) -> None:
    with pytest.raises(ValidationError, match="without web and e-mail addresses"):
        validate_name(name)


@pytest.mark.parametrize(
    "name",
    ["Moshe.Levi", "Yosef.ben Chana", "R.Yosef", "St. John", "י.ל. כהן", "Dr.Levi"],
)
def test_a_point_in_a_name_is_no_address(name: str) -> None:
    assert not has_address(name)


@pytest.mark.parametrize(
    "text", ["evil.example", "Call 718-555-0100 22", "a@b.example", "HTTPS://x"]
)
def test_free_texts_have_no_address(text: str) -> None:
    with pytest.raises(ValidationError):
        validate_without_addresses(text)
    member = MemberForm({"name": text, "email": "a@example.org", "role": "helper"})
    assert "name" in member.errors
    application = ApplicationForm({"name": text, "applicant": text, "city": text})
    assert {"name", "applicant", "city"} <= set(application.errors)
    assert "name" in SettingsForm({"name": text}).errors


@pytest.mark.parametrize("text", ["Chabad of Montreal", "בית חב״ד, ירושלים", "St. Paul 30.11.2026"])
def test_names_of_communities_are_accepted(text: str) -> None:
    validate_without_addresses(text)
