"""The sentences by which somebody agrees that names are kept, each with its version.

Names in this register show that their bearers are Jewish, which the law of the European Union
treats as a special category of data. An order keeps the version of the sentence that was ticked,
and when. The version is made from the sentence: another sentence is another version, and all that
were ever shown stay in SHOWN.
"""

import hashlib
from typing import Any

from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.functional import Promise, lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

format_html_lazy = lazy(format_html, SafeString)

FAMILY = _(
    "I agree that these names, which show that the people named are Jewish, may be kept "
    "in the register of the scroll."
)
LIST = _(
    "These people, or their families, agree that their names, which show that they are "
    "Jewish, may be kept in the register of the scroll."
)
TELEPHONE = _(
    "The caller agrees that these names, which show that the people named are Jewish, may be "
    "kept in the register of the scroll."
)
# Of who sends a list, before anything of it is stored; LIST is asked when it is paid for.
SENT_LIST = _(
    "I have the agreement of these people, or of their families, to write down their names, "
    "which show that they are Jewish, so that they are inscribed in the scroll."
)
BOOTH = _(
    "Each person whose name I write here, or the family, agrees to it. The names show that their "
    "bearers are Jewish."
)
CONSENT_HELP = format_html_lazy(
    '<a href="{}">{}</a>', reverse_lazy("privacy"), _("What is kept, and why")
)
# Every sentence that an order may name, by its version. None is ever taken out.
SHOWN: dict[str, str] = {
    "4f2cb15e8f35": "I agree that these names, which show that the people named are Jewish, may be "
    "kept in the register of the scroll.",
    "14d325dd6767": "These people, or their families, agree that their names, which show that "
    "they are Jewish, may be kept in the register of the scroll.",
    "7b18f934c7ac": "The caller agrees that these names, which show that the people named are "
    "Jewish, may be kept in the register of the scroll.",
    "97302a131b74": "I have the agreement of these people, or of their families, to write down "
    "their names, which show that they are Jewish, so that they are inscribed in the scroll.",
    "8aabb7a916f4": "Each person whose name I write here, or the family, agrees to it. The names "
    "show that their bearers are Jewish.",
}


def version_of(sentence: Promise) -> str:
    """The version of a sentence, in whatever language it was read: 12 hex digits of its hash."""
    with override("en"):
        return hashlib.sha256(str(sentence).encode()).hexdigest()[:12]


def consent_fields(version: str) -> dict[str, Any]:
    """The fields of a row that keeps which sentence was ticked, and when: now.

    Raises ValueError for a version that no sentence has: nothing is kept without consent.
    """
    if version not in SHOWN:
        raise ValueError("No sentence of consent has this version")
    return {"consent": version, "consent_at": timezone.now()}
