"""What a heading names: a word, a word with a hint in brackets, or a whole question.

In English, Hebrew, Yiddish, Russian, French and Spanish.
"""

import re
import unicodedata
from functools import lru_cache

from letters.reading.headings.other_people import (
    names_another,
    names_grandparent,
    names_official,
    names_parent,
)
from letters.reading.headings.patterns import (
    BOTH_PARENTS,
    CHILD,
    DEPARTED,
    FACTS,
    GENDER,
    HAS,
    INSCRIBED,
    LINKS,
    OF_NAMES,
    OF_PEOPLE,
    OTHER,
    PARENTS,
    PATTERNS,
    SENDER,
    SON_OR_DAUGHTER,
    WORDS_OF_QUESTION,
    YAHRZEIT,
    Meaning,
)

_OF_THE_SENDER = frozenset(
    {
        *(Meaning.WHOLE, Meaning.FIRST, Meaning.CIVIL, Meaning.FAMILY_OR_WHOLE, Meaning.FAMILY),
        Meaning.MIDDLE,
    }
)
# “Full Name - First Name”, as forms write the parts of one field.
_PART_OF_NAME = re.compile(r"^(?:full |your )?name\s[-–—:]\s(?P<part>\S.*)$", re.IGNORECASE)


@lru_cache(maxsize=1 << 14)
def meaning_of(heading: str) -> Meaning | None:
    """What a heading names, or None if that is not known."""
    if heading.isdecimal():
        return None
    if names_grandparent(heading):
        return Meaning.OTHER
    if match := _PART_OF_NAME.match(heading):
        return meaning_of(match["part"])
    short, whole = folded(without_hint(heading)), folded(heading)
    if not whole or len(whole.split()) > WORDS_OF_QUESTION * 2:
        return None
    return _meaning(short, whole) or _meaning(whole, whole)


def without_hint(heading: str) -> str:
    """A heading without what is in brackets."""
    return re.sub(r"[(\[{].*?[)\]}]", " ", heading)


def is_of_hebrew_names(heading: str) -> bool:
    """Whether a heading asks for a Hebrew name."""
    return bool(HAS["hebrew"].search(folded(heading)))


def is_of_the_inscribed(heading: str) -> bool:
    """Whether a heading says whose letter it is: “Name of the person to be inscribed”."""
    return bool(INSCRIBED.search(folded(heading)))


def is_of_the_sender(heading: str) -> bool:
    """Whether a heading may ask for the name of the person who fills in a form: “Your name”."""
    text = folded(heading)
    return bool(SENDER.search(text)) and not INSCRIBED.search(text)


def names_the_sender(heading: str) -> bool:
    """Whether a heading asks for the name by which the person who fills in a form is called.

    “Your Hebrew name” may be of the person to be inscribed.
    """
    named = meaning_of(heading) in _OF_THE_SENDER
    return named and is_of_the_sender(heading) and not is_of_hebrew_names(heading)


def is_of_children(heading: str) -> bool:
    """Whether a heading asks about a child: “Child’s Hebrew name”."""
    text = folded(heading)
    return bool(CHILD.search(text)) and not SON_OR_DAUGHTER.search(text)


def is_of_yahrzeits(heading: str) -> bool:
    """Whether a heading names yahrzeits, and not who has passed away."""
    return bool(YAHRZEIT.search(folded(heading)))


def without_departed(heading: str) -> str:
    """What a heading says beside “of the deceased”; "" if it does not say that."""
    text = folded(without_hint(heading))
    rest = DEPARTED.sub(" ", text)
    if rest == text:
        return ""
    return " ".join(word for word in rest.split() if word not in LINKS)


def folded(heading: str) -> str:
    """A heading in lower case, without marks, quotes, numbering and punctuation."""
    return " ".join(re.sub(r"^\s*q?\d{1,2}(?=\s)", " ", plain(heading)).split())


def plain(heading: str) -> str:
    """As `folded`, with a number at the beginning."""
    # NFKD would take a Russian й apart, which is a letter of its own.
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading).casefold()  # “motherName”
    text = text.replace("й", "\ue000")
    text = unicodedata.normalize("NFKD", text)
    text = re.sub(r"['ʼ’‘׳״\"“”`´]", "", text)
    text = "".join(c for c in text if unicodedata.category(c) not in {"Mn", "Cf"})
    text = text.replace("\ue000", "й")
    return " ".join(re.sub(r"[^\w№]|_", " ", text).split())


def _meaning(text: str, with_hint: str) -> Meaning | None:
    if not text:
        return None
    parents = [meaning for meaning, pattern in PARENTS if pattern.search(text)]
    first = _first_pattern(text)
    if _is_of_another(text, first):
        return Meaning.OF_ANOTHER
    if len(parents) == 1 and first in {None, Meaning.RELATION}:
        return _of_parent(text, with_hint, parents[0])
    if first in {None, Meaning.OTHER} and (len(parents) > 1 or BOTH_PARENTS.search(text)):
        return _of_both_parents(text, with_hint)
    if first == Meaning.MIDDLE and parents:
        return Meaning.OTHER
    if first == Meaning.BIRTH_DATE and HAS["hebrew"].search(with_hint):
        return Meaning.HEBREW_BIRTH_DATE
    if first:
        return first
    return _of_name(text, with_hint)


def _first_pattern(text: str) -> Meaning | None:
    return next((meaning for meaning, pattern in PATTERNS if pattern.search(text)), None)


def _is_of_another(text: str, first: Meaning | None) -> bool:
    """Whether a heading names another person and a fact: it says nothing about the person."""
    if first == Meaning.LIVING:
        return names_another(text)  # “Is your mother living?”
    if first == Meaning.OTHER:
        return any(pattern.search(text) for fact, pattern in PATTERNS if fact in FACTS)
    if not names_another(text) and not OTHER.search(text):
        return False
    if first == Meaning.RELATION:
        return bool(GENDER.search(text)) and not SON_OR_DAUGHTER.search(text)
    if first == Meaning.EMAIL:
        return not names_parent(text)
    if first is None:
        return names_official(text) and any(HAS[word].search(text) for word in OF_NAMES)
    return first in FACTS


def _of_parent(text: str, with_hint: str, parent: Meaning) -> Meaning:
    """The parent's name for the certificate; not the parent's civil or family name."""
    if HAS["hebrew"].search(with_hint):
        return parent
    if HAS["civil"].search(with_hint) or HAS["family"].search(text):
        return Meaning.OTHER
    return parent


def _of_both_parents(text: str, with_hint: str) -> Meaning:
    """“Parents” and “Mother and father”; not their civil or family names."""
    rest = BOTH_PARENTS.sub(" ", text)
    if _first_pattern(rest) or HAS["family"].search(text):
        return Meaning.OTHER
    hebrew = HAS["hebrew"].search(with_hint)
    return Meaning.OTHER if HAS["civil"].search(with_hint) and not hebrew else Meaning.PARENTS


def _of_name(text: str, with_hint: str) -> Meaning | None:
    has = {word: bool(pattern.search(text)) for word, pattern in HAS.items()}
    hebrew = bool(HAS["hebrew"].search(with_hint))
    civil = bool(HAS["civil"].search(with_hint)) and not hebrew
    if text in {"nom", "el nombre y apellido"}:
        return Meaning.FAMILY_OR_WHOLE if text == "nom" else Meaning.WHOLE
    if has["full"] or (has["family"] and has["first"]):
        return Meaning.CIVIL if civil else (Meaning.FULL_HEBREW if hebrew else Meaning.WHOLE)
    if has["family"]:
        return Meaning.FAMILY
    if civil and (has["name"] or has["first"]):
        return Meaning.CIVIL
    if hebrew and (has["name"] or has["first"]):
        return Meaning.HEBREW_GIVEN
    if has["first"]:
        return Meaning.FIRST
    return Meaning.WHOLE if has["name"] or OF_PEOPLE.search(text) else None
