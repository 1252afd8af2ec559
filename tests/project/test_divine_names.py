"""No page, picture or sheet draws a letter of a Divine Name.

All text of the Torah reaches people through `torah.drawn_word`: nothing else outside of
`letters/torah` reads letters or words of an edition, and what stands in the scribe's letters is a
word of the lists here.
"""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from letters import torah
from letters.admin.reserved import letter_rows
from letters.models import Letter, Scroll
from letters.torah import divine_names
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Order
from tests.torah.tables import rows

# What an edition and its letters give out undrawn.
RAW = {"character", "characters", "word", "words"}
# The rule itself, and measurements that draw nothing.
WITHOUT_RULE = ("letters/torah/", "dev/bench/")
# The words in the scribe's letters of each file; "{drawn}" is the drawn word of a page.
SCRIBE_WORDS = {
    "communities/public/prints/poster.typ": {"ב"},
    "families/gifts/card.typ": {"אות"},
    "letters/certificates/certificate.typ": {"ב", "ראשית", "בן", "בת"},
    "letters/register/title_page.typ": {"ב"},
    "letters/share_picture.typ": {"ב"},
    "templates/letters/home.html": {"שם", "אות", "תעודה"},
    "templates/payments/orders/letter_location.html": {"{drawn}"},
}
HEBREW = re.compile("[\u05d0-\u05ea]+")
SCRIBE_FONT = re.compile(r"\bstam\b|Stam (Ashkenaz|Sefarad) CLM", re.IGNORECASE)


def files(*endings: str) -> Iterator[tuple[str, str]]:
    """The tracked files outside of the tests, and their texts."""
    patterns = [f"*.{ending}" for ending in endings]
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns]
    listed = subprocess.run(
        command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    for name in listed.stdout.splitlines():
        file = Path(settings.BASE_DIR, name)
        if not name.startswith("tests/") and file.exists():
            yield name, file.read_text()


def raw_reads(code: str) -> set[str]:
    """What code that knows the text reads of it without `drawn_word`."""
    tree = ast.parse(code)
    if not any(_imports_text(node) for node in ast.walk(tree)):
        return set()
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return attributes & RAW


def _imports_text(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom):
        names = {alias.name for alias in node.names}
        return (node.module or "").startswith("letters.torah") or (
            node.module == "letters" and "torah" in names
        )
    return isinstance(node, ast.Import) and any(
        alias.name.startswith("letters.torah") for alias in node.names
    )


def scribe_words(name: str, text: str) -> set[str]:
    """The words that a file has in the scribe's letters; in a Typst file all of its Hebrew."""
    if name.endswith(".typ"):
        text = re.sub("//.*", "", text)
        if not SCRIBE_FONT.search(text):
            return set()
        return {
            word for literal in re.findall('"([^"]*)"', text) for word in HEBREW.findall(literal)
        }
    found: set[str] = set()
    # Up to the end of the element, whatever stands inside of it.
    for tag, inner in re.findall(
        r'<(\w+)[^>]*class="[^"]*\bstam\b[^"]*"[^>]*>(.*?)</\1>', text, re.DOTALL
    ):
        assert tag
        variables = re.findall(r"\{\{\s*([\w.]+)", inner)
        found |= {"{drawn}" if ".drawn." in each else each for each in variables}
        found |= set(HEBREW.findall(re.sub(r"<[^>]*>|\{.*?\}\}?", "", inner)))
    return found


def test_only_the_rule_reads_words_of_the_text() -> None:
    found = {
        name: raw
        for name, code in files("py")
        if not name.startswith(WITHOUT_RULE) and (raw := raw_reads(code))
    }
    assert found == {}


def test_no_template_reads_a_word_of_the_text() -> None:
    found = {
        name: raw
        for name, text in files("html", "txt")
        if (raw := set(re.findall(r"\{[{%][^}]*?\.(characters?|word)\b", text)))
    }
    assert found == {}


def test_the_words_in_the_scribes_letters_are_known_and_none_is_a_name() -> None:
    found = {
        name: words
        for name, text in files("typ", "html", "svg")
        if (words := scribe_words(name, text))
    }
    assert found == SCRIBE_WORDS
    names = {row["spelling"] for row in rows("divine_names")}
    assert not names & set().union(*found.values())


@pytest.mark.parametrize(
    "code",
    [
        "from letters import torah\nprint(torah.edition('ashkenaz').letter(1).word)",
        "from letters.torah import edition\nedition('ashkenaz').characters(range(1, 9))",
        "import letters.torah\nletters.torah.edition('ashkenaz').words(range(1, 9))",
    ],
)
def test_negative_control_a_reader_without_the_rule_is_found(code: str) -> None:
    assert raw_reads(code)


def test_negative_control_other_words_in_the_scribes_letters_are_found() -> None:
    assert scribe_words("a.html", '<p class="big stam"><b>{{ place.word }}</b> אור</p>') == {
        "place.word",
        "אור",
    }
    assert scribe_words("a.typ", '#text(font: "Stam Ashkenaz CLM", "אור")') == {"אור"}


NAMES = sorted({(row["name"], row["spelling"]) for row in rows("divine_names")})


@pytest.fixture
def held(order: Order) -> Letter:
    """The letter of the first name of a paid order."""
    record_and_apply(
        order_id=order.pk, incoming=IncomingPayment("pi_1", "", order.total, order.currency)
    )
    return Letter.objects.get(inscription__line__order=order, inscription__line__position=1)


def place_page(held: Letter, order: Order, ordinal: int) -> str:
    """The page of the place, when the name's letter is that of the ordinal."""
    inscription = held.inscription_id
    Letter.objects.filter(inscription=inscription).update(inscription=None)
    Letter.objects.filter(scroll=held.scroll_id, ordinal=ordinal).update(inscription=inscription)
    answer = Client().get(f"/orders/{order.public_id}/place/1/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_of_a_place_writes_no_name(held: Letter, order: Order) -> None:
    """The third word of the Torah is a Name; the second and the fourth are not."""
    text = torah.edition(held.scroll.edition)
    for number, drawn in ((2, True), (3, False), (4, True)):
        word = text.characters(text.word(number))
        page = place_page(held, order, text.word(number)[1])
        assert ("letter-place-word" in page) is drawn
        assert ("letter-place-line" in page) is not drawn
        assert (f"{word[0]}<b>{word[1]}</b>{word[2:]}" in page) is drawn


def test_negative_control_without_the_table_the_page_writes_it(
    held: Letter, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(divine_names, "_word_numbers", frozenset)
    assert "א<b>ל</b>הים" in place_page(held, order, 11)


def test_the_committees_list_of_reserved_letters_writes_no_name(scroll: Scroll) -> None:
    inside, beside = letter_rows(scroll, [11, 15])
    assert (inside.mark, beside.mark) == ("", "א")
    assert "letter 2 of a Divine Name" in inside.detail
    assert beside.detail.endswith("\u2068את\u2069")
