"""Every message has a Hebrew translation with the same placeholders."""

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.template import templatize

from tests.apps import APPS

ROOT = Path(settings.BASE_DIR)
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "npgettext": ((1, "c"), 2, 3),
    "pgettext": ((1, "c"), 2),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
TEXT = r"(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
CALL = re.compile(rf"\b(?:_|n?gettext)\(u?({TEXT}(?:, u?{TEXT})?)")
Sentence = str | tuple[str, ...]
# A sentence and its context.
Message = tuple[Sentence, str | None]


def messages() -> Iterator[tuple[str, Message]]:
    """Each message with its file."""
    for app in APPS:
        for file in (ROOT / app).rglob("*.py"):
            if "migrations" not in file.parts and "simulator" not in file.parts:
                for sentence in python_messages(file):
                    yield str(file.relative_to(ROOT)), sentence
    for file in (ROOT / "templates").rglob("*.*"):
        for sentence in template_messages(file):
            yield str(file.relative_to(ROOT)), sentence


def python_messages(file: Path) -> Iterator[Message]:
    """The messages of a module."""
    content = BytesIO(file.read_bytes())
    for found in extract("python", content, KEYWORDS, (), {"encoding": "utf-8"}):
        yield found[1], found[3]


def template_messages(file: Path) -> Iterator[Message]:
    """The messages of a template, from the calls into which Django turns its tags."""
    for call in CALL.finditer(templatize(file.read_text())):
        sentences = ast.literal_eval(f"({call.group(1)},)")
        yield (sentences if len(sentences) > 1 else sentences[0]), None


def hebrew() -> Catalog:
    with (ROOT / "locale" / "he" / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale="he")


def missing() -> list[tuple[str, Message]]:
    """The messages without a Hebrew translation."""
    catalogue = hebrew()
    found = []
    for file, (sentence, context) in messages():
        entry = catalogue.get(sentence if isinstance(sentence, str) else sentence[0], context)
        said = (entry.string if entry else "") or ""
        # A plural form that is missing is shown in English.
        complete = (
            said if isinstance(said, str) else len(said) == catalogue.num_plurals and all(said)
        )
        if not complete or (entry and entry.fuzzy):
            found.append((file, (sentence, context)))
    return found


def test_every_message_has_a_hebrew_translation() -> None:
    assert missing() == []


def test_messages_are_extracted() -> None:
    assert len(set(messages())) > 100


def test_placeholders_are_the_same() -> None:
    wrong = []
    for entry in hebrew():
        sentences, translations = _several(entry.id), _several(entry.string or "")
        allowed = {place for sentence in sentences for place in PLACEHOLDER.findall(sentence)}
        filled = {place for string in translations for place in PLACEHOLDER.findall(string)}
        if sentences != [""] and not filled <= allowed:
            wrong.append(entry.id)
    assert wrong == []


def _several(text: str | list[str] | tuple[str, ...]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)
