"""The picture that chats and social networks show beside a link to the site."""

import json
from datetime import date
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import override

from core.languages import is_right_to_left
from core.printing.typst import TypstTemplate

_UNCHANGING = date(2000, 1, 1)


@cache
def share_picture(language: str) -> bytes:
    """A PNG of 1200 by 630 pixels, the same for everyone."""
    with override(language):
        words = {
            "title": _("A letter in the Torah for every Jew"),
            "sentence": _("One Sefer Torah, 304,805 letters: one for every Jew."),
            "site": _("Unity Torah"),
            "rtl": is_right_to_left(language),
        }
    template = TypstTemplate(Path(__file__).with_suffix(".typ"))
    return template.render({"words": json.dumps(words)}, day=_UNCHANGING, form="png", ppi=144)
