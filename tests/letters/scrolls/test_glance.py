"""The whole scroll at a glance: what is counted, and the picture."""

import struct
import zlib
from collections.abc import Callable
from itertools import pairwise

import pytest
from django.test import Client

from letters import torah
from letters.models import Letter, Person, Scroll, ScrollGlance
from letters.scrolls.glance import draw_glance, draw_glances
from letters.scrolls.glance_picture import DARK, HEIGHT, LEVELS, LIGHT, WIDTH, Ground, darkness, png
from letters.scrolls.scrolls import prepare_scroll
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Order
from tests.races import at_once

TEXT = torah.edition("alter_rebbe")
NONE, ALL = torah.FREE * torah.TOTAL_LETTERS, torah.GIVEN * torah.TOTAL_LETTERS


def given(*ranges: range) -> bytes:
    letters = bytearray(NONE)
    for each in ranges:
        letters[each.start - 1 : each.stop - 1] = torah.GIVEN * len(each)
    return bytes(letters)


def pay(order: Order) -> None:
    record_and_apply(
        order_id=order.pk, incoming=IncomingPayment(f"pi_{order.pk}", "", order.total, "usd")
    )


@pytest.mark.parametrize(
    ("letters", "whole"),
    [
        (NONE, (0, 0, 0)),
        (ALL, (79_982, 5_846, 54)),
        (given(range(1, 29)), (7, 1, 0)),  # the first verse
        (given(range(1, 28)), (6, 0, 0)),
        (given(range(2, 29)), (6, 0, 0)),
    ],
)
def test_what_is_whole(letters: bytes, whole: tuple[int, int, int]) -> None:
    assert torah.whole_parts(TEXT, letters) == whole


def test_a_parsha_is_whole() -> None:
    parsha = TEXT.parsha(40)
    assert torah.whole_parts(TEXT, given(parsha.letters)).parshiyos == 1


def test_a_line_is_as_dark_as_its_letters_are_given() -> None:
    """The first line is at the top of the right side, and the half of it is given."""
    line = TEXT.line(1, 1)
    half = given(range(line.start, line.start + len(line) // 2))
    for letters, level in ((NONE, 1), (half, 1 + (LEVELS - 1) // 2), (ALL, LEVELS)):
        assert darkness(TEXT, letters)[WIDTH - 1] == level


def test_no_line_is_wholly_dark_before_its_last_letter() -> None:
    line = TEXT.line(1, 1)
    assert LEVELS - 3 < darkness(TEXT, given(line[:-1]))[WIDTH - 1] < LEVELS


def test_the_picture_has_every_line_of_the_scroll() -> None:
    """A pixel of each line that has letters, and none of a blank one."""
    pixels = darkness(TEXT, ALL)
    assert set(pixels) == {0, LEVELS}
    dark = pixels.count(LEVELS)
    lines = sum(
        bool(TEXT.line(column, line))
        for column in range(1, torah.TOTAL_COLUMNS + 1)
        for line in range(1, torah.LINES_IN_COLUMN + 1)
    )
    assert 0.85 < dark / (lines * 2 * 18) < 1


@pytest.mark.parametrize("ground", [LIGHT, DARK])
def test_the_picture_is_a_png_under_45_kilobytes(ground: Ground) -> None:
    """Letters drawn all over the scroll give the largest one."""
    scattered = bytes(
        torah.GIVEN[0] if zlib.crc32(str(n).encode()) % 100 < 55 else torah.FREE[0]
        for n in range(torah.TOTAL_LETTERS)
    )
    pixels = darkness(TEXT, scattered)
    made = png(pixels, ground)
    assert len(made) < 45_000
    assert struct.unpack(">II", made[16:24]) == (WIDTH, HEIGHT)
    start = made.index(b"IDAT") + 4
    rows = zlib.decompressobj().decompress(made[start:])
    ends = range(0, len(rows) + 1, WIDTH + 1)
    assert b"".join(rows[begin + 1 : end] for begin, end in pairwise(ends)) == pixels


def test_a_glance_counts_what_was_drawn(make_order: Callable[..., Order], scroll: Scroll) -> None:
    pay(make_order())
    Person.objects.update(country="IL")
    seen = draw_glance(scroll)
    assert (seen.given_today, seen.countries, seen.communities) == (3, 1, 0)
    held = Letter.objects.assigned().filter(scroll=scroll)
    assert seen.last_ordinal in set(held.values_list("ordinal", flat=True))


def test_a_glance_is_drawn_again_only_after_a_change(
    make_order: Callable[..., Order], scroll: Scroll
) -> None:
    first = draw_glance(scroll)
    ScrollGlance.objects.update(communities=77)
    assert draw_glance(scroll).communities == 77
    pay(make_order())
    changed = draw_glance(scroll)
    assert changed.communities == 0
    assert changed.fingerprint != first.fingerprint


def test_the_worker_draws_open_and_full_scrolls(scroll: Scroll) -> None:
    prepare_scroll(series=scroll.series, number=13, letters=5)
    draw_glances()
    assert [each.scroll_id for each in ScrollGlance.objects.all()] == [scroll.pk]


def test_two_at_once_draw_one_glance(scroll: Scroll) -> None:
    assert at_once(2, lambda: draw_glance(scroll)) == []
    assert ScrollGlance.objects.count() == 1


def test_the_picture_is_kept_forever_at_its_own_address_only(scroll: Scroll) -> None:
    current = draw_glance(scroll).fingerprint
    answer = Client().get(f"/scrolls/12/glance-light-{current}.png")
    assert answer["Content-Type"] == "image/png"
    assert "immutable" in answer["Cache-Control"]
    assert "Cookie" not in answer.get("Vary", "")
    older = Client().get("/scrolls/12/glance-light-0123456789abcdef.png")
    assert older.content == answer.content
    assert "immutable" not in older["Cache-Control"]
    again = Client().get(
        "/scrolls/12/glance-light-0123456789abcdef.png", headers={"If-None-Match": older["ETag"]}
    )
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["12/glance-red-1.png", "99/glance-dark-1.png"])
def test_no_other_picture(scroll: Scroll, path: str) -> None:
    assert Client().get(f"/scrolls/{path}").status_code == 404
