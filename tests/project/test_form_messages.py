"""Every error of every form field is the site's own sentence, and a Hebrew one in Hebrew."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import pytest
from babel.messages.pofile import read_po
from django import forms
from django.core.validators import MinValueValidator
from django.utils.translation import override

from tests.project.form_classes import all_forms, fields_of


def _render(message: Any, language: str) -> str:
    """The sentence, with the same number in every place."""
    with override(language):
        try:
            return str(message % defaultdict(lambda: 5))
        except (TypeError, ValueError):  # no places, or those of str.format
            return str(message)


@pytest.fixture(scope="module")
def sentences_of_django() -> set[str]:
    found = set()
    root = Path(django.__file__).parent
    for file in root.glob("**/locale/en/LC_MESSAGES/django.po"):
        with file.open("rb") as catalogue:
            for entry in read_po(catalogue, locale="en"):
                for sentence in [entry.id] if isinstance(entry.id, str) else entry.id:
                    found.add(_render(sentence, "en"))
    return found - {""}


def _errors(field: forms.Field) -> Iterator[Any]:
    yield from field.error_messages.values()
    for validator in field.validators:
        if message := getattr(validator, "message", None):
            yield message
    if isinstance(field, forms.MultiValueField):
        for each in field.fields:
            yield from _errors(each)


def _foreign(field: forms.Field, of_django: set[str]) -> Iterator[str]:
    """The field's errors that are Django's words, or English in Hebrew."""
    for message in _errors(field):
        english, hebrew = _render(message, "en"), _render(message, "he")
        if english in of_django or hebrew == english:
            yield english


def test_every_error_is_our_own_and_translated(sentences_of_django: set[str], db: None) -> None:
    walked, wrong = 0, []
    for form in all_forms():
        for name, field in fields_of(form).items():
            wrong += [(form, name, text) for text in _foreign(field, sentences_of_django)]
            walked += 1
    assert walked > 100
    assert wrong == []


def test_negative_control_a_sentence_of_django_is_found(sentences_of_django: set[str]) -> None:
    assert len(sentences_of_django) > 200
    field = forms.IntegerField(
        error_messages={"invalid": "Enter a whole number."},
        validators=[MinValueValidator(5, "Ensure this value is greater than or equal to 5.")],
    )
    assert len(list(_foreign(field, sentences_of_django))) == 2


def test_the_limit_is_named_with_the_count() -> None:
    field = forms.CharField(max_length=3)
    with override("he"), pytest.raises(forms.ValidationError, match="3 תווים לכל היותר, ונכתבו 5"):
        field.clean("xxxxx")
    with pytest.raises(forms.ValidationError, match="At most 3 characters fit here"):
        field.clean("xxxxx")


def test_no_browser_cuts_what_is_typed() -> None:
    class Short(forms.Form):
        line = forms.CharField(max_length=3)
        text = forms.CharField(max_length=3, widget=forms.Textarea)

    assert "maxlength" not in Short().as_p()
    assert 'name="line"' in Short().as_p()
