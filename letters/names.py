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

from core.forms.text_input import REPLACEMENT, is_clean
from letters.printable import is_of_known_script, unprintable_character, without_cantillation

NAME_LIMIT = 60  # characters of one field; a longer line does not fit a certificate
CANTILLATION = "cantillation"

_HEBREW_LETTER = re.compile("[א-ת]")
_WEB_ADDRESS = re.compile(r"https?:|www\.|@|://", re.IGNORECASE)
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
    if _WEB_ADDRESS.search(value):
        raise ValidationError(_("This contains characters that do not belong in a name."))
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
_KEY_PART_LIMIT = 195  # two of them fit the column
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
    """The spelling without marks, quotes, dashes, titles and final forms.

    A name of nothing but such words keeps them: “Bar” and “Ben” are given names.
    """
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text)).translate(_FOLD)
    letters = "".join(c for c in folded if unicodedata.category(c) not in {"Mn", "Cf", "Cc"})
    words = _DASHES.sub(" ", letters.casefold()).split()
    return " ".join([word for word in words if word not in _IGNORED_WORDS] or words)


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
    """The exact key of a whole name, given | printed parent and family; and the loose key, of the
    given name and the first name of the parent.

    Neither depends on where the parent's name ends and the family name begins, which lists often
    don't show. Each part is cut, or two of the longest would not fit the column: a letter may fold
    into three (ﬃ). A key is only searched for.
    """
    rest = exact_match_key(f"{name.parent} {name.family}")
    exact = [exact_match_key(name.given), rest]
    first_of_parent = loose_match_key(rest.partition(" ")[0]).partition(" ")[0]
    return _joined(exact), _joined([loose_match_key(name.given), first_of_parent])


def _joined(parts: list[str]) -> str:
    return "|".join(part[:_KEY_PART_LIMIT] for part in parts)
