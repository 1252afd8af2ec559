"""Names: the printed line, validation, and the key by which typed text is found and sorted.

A name is printed exactly as it was typed. Whether two names are one person's, `letters.matching`
answers.
"""

import re
import unicodedata
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.forms.no_addresses import has_address
from core.forms.text_input import REPLACEMENT, is_clean
from letters.matching.words import family_words, given_words
from letters.names.printable import is_of_known_script, unprintable_character, without_cantillation

NAME_LIMIT = 60  # characters of one field; a longer line does not fit a certificate
CANTILLATION = "cantillation"
# In place of a given name that was deleted on request; nobody can type it.
ERASED = "—"

_HEBREW_LETTER = re.compile("[א-ת]")
_PARENT_AFTER = re.compile(
    r"(?<=\s)(?:ben|bar|bas|bat|bath|בן|בר|בת)\s+(?P<parent>\S.*)", re.IGNORECASE
)
# Folded: Yosef Ben Tzion and Chaya Bas Sheva are given names.
_HEBREW_SECONDS = ["ציונ", "שבע", "עמי", "אור", "יוחאי", "צבי"]
_LATIN_SECONDS = ["tzion", "zion", "tziyon", "sheva", "ami", "or", "yochai", "tzvi", "zvi"]
_SECOND_OF_DOUBLE_NAMES = frozenset([*_HEBREW_SECONDS, *_LATIN_SECONDS])


class Relation(models.TextChoices):
    BEN = "ben", _("son of")
    BAS = "bas", _("daughter of")


class Honorific(models.TextChoices):
    """Printed after the name of the departed, in Hebrew in every language."""

    PEACE = "ע״ה", "ע״ה"
    BLESSING = "ז״ל", "ז״ל"
    RIGHTEOUS = "זצ״ל", "זצ״ל"
    MARTYR = "הי״ד", "הי״ד"


@dataclass(frozen=True)
class TypedName:
    """The fields of a name as typed."""

    given: str
    relation: str
    mother: str
    father: str
    family: str
    departed: bool = False

    @property
    def parent(self) -> str:
        """The printed parent: the mother of the living, the father of the departed."""
        mother, father = self.mother.strip(), self.father.strip()
        return (father or mother) if self.departed else (mother or father)


def printed_line(name: TypedName) -> str:
    """The line printed on a certificate; static/js/printed-name.js does the same in the browser.

    Fields are joined by single spaces and are not changed otherwise. A name that was deleted on
    request is a sentence in the active language.
    """
    if name.given == ERASED:
        return str(_("(name deleted on request)"))
    given, family = name.given.strip(), name.family.strip()
    if not given:
        words = [_baby(name), name.parent]
    elif name.parent:
        words = [given, _connective(name.relation, given), name.parent]
    else:
        words = [given]
    return " ".join(word for word in [*words, family] if word)


def _connective(relation: str, given: str) -> str:
    if _HEBREW_LETTER.search(given):
        return "בן" if relation == Relation.BEN else "בת"
    return str(relation)


def _baby(name: TypedName) -> str:
    if not _HEBREW_LETTER.search(name.parent):
        return "Baby of" if name.parent else "Baby"
    return "תינוק בן" if name.relation == Relation.BEN else "תינוקת בת"


def validate_name(value: str) -> None:
    """Reject what can't be a name, or can't be printed: digits, URLs, characters that no font has.

    The error of a name with cantillation marks has the code CANTILLATION: they can be taken off.
    """
    if not value.strip():
        return
    if len(value) > NAME_LIMIT:
        raise ValidationError(
            _("A name may have up to %(limit)s characters; this one has %(length)s.")
            % {"limit": NAME_LIMIT, "length": len(value)}
        )
    if any(character.isdigit() for character in value):
        raise ValidationError(_("Write the name without digits."))
    if not any(unicodedata.category(character).startswith("L") for character in value):
        raise ValidationError(_("Write the name in letters."))
    if not all(is_of_known_script(character) for character in value):
        raise ValidationError(
            _("Please write the name in Hebrew, Latin, Cyrillic or Greek letters.")
        )
    if has_address(value):
        raise ValidationError(_("Write the name without web and e-mail addresses."))
    _validate_characters(value)


def _validate_characters(value: str) -> None:
    if REPLACEMENT in value or not is_clean(value):
        raise ValidationError(
            _(
                "There was a hidden or damaged character in this name; � shows where. Please write "
                "the name anew, without it."
            )
        )
    if not (character := unprintable_character(value)):
        return
    if not unprintable_character(without_cantillation(value)):
        raise ValidationError(
            _(
                "Cantillation marks can’t be printed. Please write the name without them; "
                "vowels may stay."
            ),
            code=CANTILLATION,
        )
    raise ValidationError(
        _("The character %(character)s can’t be printed; please write the name without it.")
        % {"character": character}
    )


def validate_given_name(value: str) -> None:
    """Reject a given name with a parent's name after it: both would be printed."""
    for found in _PARENT_AFTER.finditer(value):
        if exact_match_key(found["parent"].split()[0]) not in _SECOND_OF_DOUBLE_NAMES:
            raise ValidationError(
                _(
                    "Please write the given name only, without “%(words)s”. The mother’s and "
                    "the father’s names are written below."
                )
                % {"words": found.group().strip()}
            )


_KEY_PART_LIMIT = 195  # two of them fit the column


def exact_match_key(text: str) -> str:
    """The words of a typed name without marks, quotes, dashes and final forms.

    Titles before it and honorifics after it are left out, but never the last word: “Bar” and
    “Ben” are given names.
    """
    return " ".join(given_words(text))


def person_exact_key(name: TypedName) -> str:
    """The exact key of a whole name: given | printed parent and family name.

    It does not depend on where the parent's name ends and the family name begins, which lists
    often don't show. Each part is cut, or two of the longest would not fit the column: a letter
    may fold into three (ﬃ).
    """
    rest = " ".join([*given_words(name.parent), *family_words(name.family)])
    return f"{exact_match_key(name.given)[:_KEY_PART_LIMIT]}|{rest[:_KEY_PART_LIMIT]}"
