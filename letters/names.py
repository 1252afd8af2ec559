"""Names: the printed line, validation, and the match keys that find a person again.

A name is printed exactly as it was typed. The keys are only for searching: equal keys lead to the
question "is this the same person?"; they never block and never merge.
"""

import re
import unicodedata
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

NAME_LIMIT = 60  # characters of one field; a longer line does not fit a certificate

_HEBREW_LETTER = re.compile("[א-ת]")
_WEB_ADDRESS = re.compile(r"https?:|www\.|@|://", re.IGNORECASE)


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

    Fields are joined by single spaces and are not changed otherwise.
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
    """Reject what can't be a name: no letters, digits, URLs, control characters."""
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
    """Whether the certificate's fonts have this letter; True for anything but letters."""
    scripts = ("HEBREW", "LATIN", "CYRILLIC", "GREEK", "MODIFIER", "FEMININE", "MASCULINE")
    return not character.isalpha() or unicodedata.name(character, "").startswith(scripts)


def _is_forbidden(character: str) -> bool:
    """Control characters, emoji, markup; not marks, quotes, hyphens and bidi marks."""
    category = unicodedata.category(character)
    return category in {"Cc", "Co", "Cs", "So", "Sc", "Zl", "Zp"} or character in "<>{}[]\\|=+*_~^"


# Keys -----------------------------------------------------------------------

# No Unicode normalization folds the Yiddish ligatures U+05F0-U+05F2.
_LIGATURES = {"װ": "וו", "ױ": "וי", "ײ": "יי"}
_FINALS = dict(zip("ךםןףץ", "כמנפצ", strict=True))
_QUOTES = "׳״'\"`´‘’‚‛“”„‟′″"
_FOLD = str.maketrans({**_LIGATURES, **_FINALS, **dict.fromkeys(_QUOTES, "")})
_DASHES = re.compile(r"[\s\-־‐-―.,/_]+")
# Folded: no final forms, no quotes.
_TITLES = "הרב ר רבי רבנית הרבנית מרת גברת מר הכהנ הלוי"
_LATIN_TITLES = "rabbi rav reb rebbetzin mrs mr ms miss morah hakohen hacohen halevi halevy"
_HONORIFICS = "עה זל זצל היד שליטא"
_CHILD_OF = "בנ בת ben bas bat bar"
_IGNORED_WORDS = frozenset(f"{_TITLES} {_LATIN_TITLES} {_HONORIFICS} {_CHILD_OF}".split())

# Short forms of given names, folded (no final forms, no marks).
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
    """The spelling without marks, quotes, dashes, titles and final forms."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text)).translate(_FOLD)
    letters = "".join(c for c in folded if unicodedata.category(c) not in {"Mn", "Cf", "Cc"})
    words = _DASHES.sub(" ", letters.casefold()).split()
    return " ".join(word for word in words if word not in _IGNORED_WORDS)


def loose_match_key(text: str) -> str:
    """A coarser key, equal for spellings of one name (double yod, h or ch, short forms)."""
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
    """The exact and the loose key of a whole name: given | printed parent | family."""
    exact = "|".join(exact_match_key(part) for part in (name.given, name.parent, name.family))
    loose = "|".join(loose_match_key(part) for part in (name.given, name.parent))
    return exact, loose
