"""Names: the line as it is printed, what is accepted, and the keys that find a person again.

A name is printed exactly as it was typed. The keys are only for finding: an equal key asks
"is this the same person?"; it never blocks and never merges.
"""

import re
import unicodedata
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

NAME_LIMIT = 60  # characters of one field; the longest certificate that still sits well

_HEBREW_LETTER = re.compile("[א-ת]")
_WEB_ADDRESS = re.compile(r"https?:|www\.|@|://", re.IGNORECASE)


class Relation(models.TextChoices):
    """Whose child: son or daughter of."""

    BEN = "ben", _("son of")
    BAS = "bas", _("daughter of")


class Honorific(models.TextChoices):
    """What follows the name of the departed; printed in Hebrew in every language."""

    PEACE = "ע״ה", "ע״ה"
    BLESSING = "ז״ל", "ז״ל"
    RIGHTEOUS = "זצ״ל", "זצ״ל"
    MARTYR = "הי״ד", "הי״ד"


@dataclass(frozen=True)
class TypedName:
    """A name as typed, field by field."""

    given: str
    relation: str
    mother: str
    father: str
    family: str
    departed: bool = False

    @property
    def parent(self) -> str:
        """The parent on the line: the mother for the living, the father for the departed."""
        mother, father = self.mother.strip(), self.father.strip()
        return (father or mother) if self.departed else (mother or father)


def printed_line(name: TypedName) -> str:
    """The line of a certificate; static/js/printed-name.js has the same rule for the page.

    Fields are joined by single spaces; inside a field nothing is changed.
    """
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
    """Refuse what can't be a name: no letter in it, digits, an address, hidden characters."""
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
    if not all(_is_printable(character) for character in value):
        raise ValidationError(
            _("Please write the name in Hebrew, Latin, Cyrillic or Greek letters.")
        )
    if _WEB_ADDRESS.search(value) or any(_is_forbidden(character) for character in value):
        raise ValidationError(_("This contains characters that do not belong in a name."))


def _is_printable(character: str) -> bool:
    """Whether the certificate's fonts have this letter; anything that is no letter passes."""
    scripts = ("HEBREW", "LATIN", "CYRILLIC", "GREEK", "MODIFIER", "FEMININE", "MASCULINE")
    return not character.isalpha() or unicodedata.name(character, "").startswith(scripts)


def _is_forbidden(character: str) -> bool:
    """Controls, emoji, brackets of markup; marks, quotes, hyphens and bidi marks may stay."""
    category = unicodedata.category(character)
    return category in {"Cc", "Co", "Cs", "So", "Sc", "Zl", "Zp"} or character in "<>{}[]\\|=+*_~^"


# Keys -----------------------------------------------------------------------

# Unicode has no form that folds the Yiddish ligatures U+05F0-U+05F2.
_LIGATURES = {"װ": "וו", "ױ": "וי", "ײ": "יי"}
_FINALS = dict(zip("ךםןףץ", "כמנפצ", strict=True))
_QUOTES = "׳״'\"`´‘’‚‛“”„‟′″"
_FOLD = str.maketrans({**_LIGATURES, **_FINALS, **dict.fromkeys(_QUOTES, "")})
_DASHES = re.compile(r"[\s\-־‐-―.,/_]+")
# In folded spelling: finals medial, no quotes.
_TITLES = "הרב ר רבי רבנית הרבנית מרת גברת מר הכהנ הלוי"
_LATIN_TITLES = "rabbi rav reb rebbetzin mrs mr ms miss morah hakohen hacohen halevi halevy"
_HONORIFICS = "עה זל זצל היד שליטא"
_CHILD_OF = "בנ בת ben bas bat bar"
_IGNORED_WORDS = frozenset(f"{_TITLES} {_LATIN_TITLES} {_HONORIFICS} {_CHILD_OF}".split())

# Everyday forms of given names, in folded spelling (finals medial, no marks).
_SHORT_FORMS = {
    "יוסי": "יוספ",
    "מענדל": "מנחמ מענדל",
    "מנדל": "מנחמ מענדל",
    "חי": "חיה",
    "מוישי": "משה",
    "מוישה": "משה",
    "שמולי": "שמואל",
    "שמוליק": "שמואל",
    "דודי": "דוד",
    "ישי": "ישעיה",
    "אברומי": "אברהמ",
    "איציק": "יצחק",
    "שלוימי": "שלמה",
    "רבקי": "רבקה",
    "שרי": "שרה",
    "חני": "חנה",
    "מושקא": "חיה מושקא",
    "mendy": "menachem mendel",
    "mendel": "menachem mendel",
    "yossi": "yosef",
    "moishy": "moshe",
    "shmuly": "shmuel",
    "dovi": "dovid",
    "chani": "chana",
    "sori": "sarah",
    "rivky": "rivkah",
    "mushka": "chaya mushka",
    "mussy": "chaya mushka",
}


def exact_match_key(text: str) -> str:
    """The spelling without what does not distinguish: marks, quotes, dashes, titles, finals."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text)).translate(_FOLD)
    kept = "".join(c for c in folded if unicodedata.category(c) not in {"Mn", "Cf", "Cc"})
    words = _DASHES.sub(" ", kept.casefold()).split()
    return " ".join(word for word in words if word not in _IGNORED_WORDS)


def loose_match_key(text: str) -> str:
    """A coarser key over spellings of one name (doubled yod, chet as h or ch, short forms)."""
    words = exact_match_key(text).split()
    if len(words) == 1:
        words = _SHORT_FORMS.get(words[0], words[0]).split()
    return " ".join(_loose_word(word) for word in words)


def _loose_word(word: str) -> str:
    if _HEBREW_LETTER.search(word):
        return word[0] + re.sub("[יוא]", "", word[1:])
    for pattern, letter in (
        ("ch|kh|h", "h"),
        ("tz|ts|z", "z"),
        ("ph", "f"),
        ("c|q", "k"),
        ("w", "v"),
        ("j", "y"),
    ):
        word = re.sub(pattern, letter, word)
    word = re.sub(r"(.)\1+", r"\1", word)
    return word[0] + re.sub("[aeiouyh]", "", word[1:])


def person_match_keys(name: TypedName) -> tuple[str, str]:
    """The exact and the loose key of a whole name: given | parent on the line | family."""
    exact = "|".join(exact_match_key(part) for part in (name.given, name.parent, name.family))
    loose = "|".join(loose_match_key(part) for part in (name.given, name.parent))
    return exact, loose
