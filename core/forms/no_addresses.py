"""Texts that are mailed or printed for somebody else: without addresses and telephone numbers.

Otherwise anybody could send words of their own to a stranger, with a link, in our name.
"""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Programs of mail make links of bare domains, too, and of the other full stops.
_BARE_DOMAIN = r"[^\W\d_]{2,}[.\u2024\u3002]"
_ADDRESS = re.compile(
    r"https?:|www\.|://|@"
    rf"|{_BARE_DOMAIN}[a-z]{{2}}"
    r"|(?:\d[\s().-]*){9}",  # a telephone number; the digits of a day are eight
    re.IGNORECASE,
)
# In a name a point may stand without a space: “Moshe.Levi”, “Yosef.ben Chana”.
_ADDRESS_IN_NAME = re.compile(
    r"(?i:https?:|www\.|@|://)"
    rf"|{_BARE_DOMAIN}(?!(?:ben|bas|bat|bar|bath)\b)[a-z]{{2,}}"
    rf"|{_BARE_DOMAIN}(?i:com|org|net|info|biz|il|ru|io|me)\b"
)


def validate_without_addresses(text: str) -> None:
    """Raise ValidationError for a web address, an e-mail address or a telephone number."""
    if _ADDRESS.search(text):
        raise ValidationError(
            _(
                "Please write it without web and e-mail addresses and telephone numbers, and with "
                "a space after a full stop."
            )
        )


def has_address(name: str) -> bool:
    """Whether a part of a person's name has a web or an e-mail address in it."""
    return bool(_ADDRESS_IN_NAME.search(name))
