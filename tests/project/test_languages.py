"""LANGUAGES is the only list of languages."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.utils.translation import override

from core.calendar import hebrew_calendar
from core.languages import language_codes, translated
from letters.certificates import render_pdf
from letters.certificates.contents import certificate_document
from letters.models import Certificate, Scroll, Series
from messaging.models import Message
from messaging.short_mail import Mail, Paragraph, build_mail
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Order, Payment
from payments.receipts import document as receipts
from payments.receipts.issue import issue_receipt, receipt_document
from tests.apps import APPS
from tests.signing_in import sign_in

ROOT = Path(settings.BASE_DIR)
FOLDERS = [*APPS, "static", "templates"]
# How languages are written; the list itself; and places where Hebrew text is marked as such.
TABLES = {
    "core/calendar/hebrew_calendar.py",
    "core/calendar/hebrew_numerals.py",
    "core/language_codes.py",
    "letters/reading/names/dates.py",
    "unity_torah/settings/base.py",
}
LITERAL = re.compile(r"""["']he["']""")
MARKED = re.compile(r"""\blang(=|: )["']he["']""")
# In a certificate the direction of a name decides, not the language.
BY_DIRECTION = 'doc.direction == "rtl" { "he" }'
NAME = re.compile(r"\w_he\b")


def lines() -> Iterator[tuple[str, str]]:
    """The lines of the program, each with its file."""
    for app in FOLDERS:
        for file in sorted((ROOT / app).rglob("*")):
            if file.suffix in {".py", ".html", ".txt", ".js", ".typ"}:
                if "migrations" in file.parts:
                    continue
                for line in file.read_text().splitlines():
                    yield str(file.relative_to(ROOT)), line


def test_no_language_is_named_in_the_program() -> None:
    found = [
        (file, line)
        for file, line in lines()
        if file not in TABLES
        and BY_DIRECTION not in line
        and (LITERAL.search(MARKED.sub("", line)) or NAME.search(line))
    ]
    assert found == []


# Only how text runs may depend on its direction: not which words it has.
_ASKED = r"(not )?(is_right_to_left\(|(\w+\.)*(rtl|right_to_left|LANGUAGE_BIDI)\b)"
CHOSEN = re.compile(
    rf"(^\s*(el)?if |\{{% (el)?if ){_ASKED}|(?<!\"rtl\") if {_ASKED}.* else ", re.MULTILINE
)
DIRECTIONS = re.compile(r"\{% if rtl %\}(rtl\{% else %\}ltr|right\{% else %\}left)\{% endif %\}")


def test_no_words_are_chosen_by_direction() -> None:
    found = {
        (file, line.strip())
        for file, line in lines()
        if file.endswith((".py", ".html", ".txt")) and CHOSEN.search(DIRECTIONS.sub("", line))
    }
    assert found == set()


def test_a_language_is_complete() -> None:
    """What a language needs beside its line in LANGUAGES; see CONTRIBUTING."""
    page = (ROOT / "templates" / "500.html").read_text()
    for code in language_codes():
        assert code in hebrew_calendar._FORMATS, f"_FORMATS has no dates and numbers of {code}"
        if code == settings.LANGUAGE_CODE:
            continue
        assert (ROOT / "locale" / code / "LC_MESSAGES" / "django.po").exists()
        assert page.count(f'lang="{code}"') == 2, f"500.html has two sentences for {code}"


def test_a_language_without_dates_is_found(third_language: str) -> None:
    """The negative control of the test above."""
    with pytest.raises(AssertionError, match="_FORMATS has no dates and numbers of fr"):
        test_a_language_is_complete()


@pytest.fixture
def third_language(settings: Any) -> str:
    """French, without a catalogue of ours and without translations."""
    import_module(settings.ROOT_URLCONF)  # the forms are made with the languages of the start
    settings.LANGUAGES = [*settings.LANGUAGES, ("fr", "Français")]
    return "fr"


@pytest.mark.parametrize("path", ["/", "/letters/new/", "/about/", "/siyum/12/"])
def test_third_language_has_pages(third_language: str, scroll: Scroll, path: str) -> None:
    client = Client(headers={"Accept-Language": third_language})
    page = client.get(path).content.decode()
    assert f'lang="{third_language}"' in page
    assert "français" in client.get(path, headers={"Accept-Language": "en"}).content.decode()


def test_third_language_has_certificate_receipt_and_mail(
    third_language: str, make_order: Callable[..., Order]
) -> None:
    order = make_order(language=third_language)
    incoming = IncomingPayment("pi_1", "cs_1", order.total, "usd")
    record_and_apply(order_id=order.pk, incoming=incoming)
    certificate = Certificate.objects.first()
    assert certificate
    assert render_pdf(certificate_document(certificate, language=third_language, paper="a4"))
    receipt = issue_receipt(Payment.objects.get())
    assert receipts.render(receipt_document(receipt, language=third_language, paper="a4"))
    message = Message(language=third_language, recipient="a@example.org")
    with override(third_language):
        mail = build_mail(message, Mail("Subject", [Paragraph("Text")]))
    assert "Text" in mail.body


def test_third_language_has_the_form_of_a_series(third_language: str, series: Series) -> None:
    user = User.objects.create_superuser("clerk", email="clerk@example.org")
    client = Client(headers={"Accept-Language": third_language})
    sign_in(client, user)
    page = client.get(f"/admin/letters/series/{series.pk}/change/")
    assert page.status_code == 200
    assert translated(series, "name", third_language) == series.name


def test_each_language_has_a_form_field() -> None:
    """In a process of its own: the fields are made when it starts."""
    script = (
        "from django.conf import settings; import django;"
        "settings.LANGUAGES.append(('fr', 'Français')); django.setup();"
        "from letters.admin.series import SeriesAdmin; print(SeriesAdmin.fields)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert "name_fr" in done.stdout
