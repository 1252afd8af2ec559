"""Address labels as a PDF, on Avery L7163 (A4) or 5163 (US Letter) and sheets cut like them."""

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from core.printing.typst import TypstTemplate

LABELS_ON_SHEET = {"a4": 14, "letter": 10}
SHEET_NAMES = {"a4": "Avery L7163 (99.1 × 38.1 mm)", "letter": "Avery 5163 (4 × 2 in)"}


@dataclass(frozen=True)
class Label:
    """One address; `number` and `note` match it with the sheets that go into the envelope."""

    lines: Sequence[str]
    number: str
    note: str


def render_labels(labels: Sequence[Label], *, paper: str, first: int, day: date) -> bytes:
    """The labels in this order, the first on the label `first` (from 1) of the first sheet."""
    job = {"paper": paper, "first": first, "labels": [_data(label) for label in labels]}
    return _template().render({"job": json.dumps(job)}, day=day)


def _data(label: Label) -> dict[str, object]:
    lines = [{"text": line, "rtl": is_right_to_left_text(line)} for line in label.lines]
    return {
        "lines": lines,
        "rtl": lines[0]["rtl"],
        "number": label.number,
        "note": label.note,
    }


def is_right_to_left_text(text: str) -> bool:
    """Whether the first strong character is of a script from right to left."""
    kinds = (unicodedata.bidirectional(each) for each in text)
    return next((kind for kind in kinds if kind in {"L", "R", "AL"}), "L") != "L"


@cache
def _template() -> TypstTemplate:
    return TypstTemplate(Path(__file__).parent / "labels.typ")
