"""The words of a name's fields, without titles and honorifics, and what each word may be."""

from functools import lru_cache

from letters.matching.spelling import words_of

# Folded like words_of: final letters medial, no quotes.
_TITLES = (
    "הרב ר רבי רב רבנית הרבנית מרת גברת גב הגב מר הגאונ הרהח הרהג הרהת התמימ החייל דר פרופ "
    "rabbi rav harav hagaon reb r rebbetzin rebbetzen rabanit rabbanit mrs mr ms miss dr prof "
    "morah hatomim mme mlle sra sr srta senora senor frau herr rabbin rabino rabbiner "
    "рав раби ребе реб р рабби раввин ребецин ребецен рабанит гн госпожа жа доктор др"
)
_HONORIFICS = (
    "הכהנ הלוי הכ שליטא שיחי שתחי שיחיה שתחיה עה זל זצל זצוקל היד נע תנצבה "
    "hakohen hacohen hakoen hacoen hakohein halevi halevy halewi haleivi shlita ah oh zl ztl obm "
    "hyd zatzal "
    "хакоэн халеви гакоэн акоэн галеви алеви зл зцл ззл шлита"
)
_CONNECTIVES = "בנ בת בר ben bat bas bar bath бен бат бас бар"
_AFTER_OF_TWO = frozenset(
    [(article, mark) for article in ("а", "га", "ха") for mark in ("леви", "коэн", "коген")]
    + [("ha", mark) for mark in ("levi", "levy", "kohen", "cohen", "koen")]
)
_LEVITE = 2  # words of such a mark
CONNECTIVES = frozenset(_CONNECTIVES.split())
_AFTER = frozenset(_HONORIFICS.split())
_BEFORE = frozenset(f"{_TITLES} {_CONNECTIVES}".split())
# Of converts, and where no parent is known: no fact about the person.
_NO_FACTS = (
    frozenset({"אברהמ", "אבינו"}),
    frozenset({"שרה", "אמנו"}),
    *(
        frozenset({parent, of_all})
        for parent, of_alls in (
            ("avraham", ("avinu", "ovinu")),
            ("avrohom", ("avinu", "ovinu")),
            ("abraham", ("avinu",)),
            ("sarah", ("imeinu", "imenu", "imeynu")),
            ("sara", ("imeinu", "imenu", "imeynu")),
            ("авраам", ("авину",)),
            ("сара", ("имену", "имейну")),
        )
        for of_all in of_alls
    ),
)


@lru_cache(maxsize=65_536)
def given_words(text: str) -> tuple[str, ...]:
    """The words of a given or a parent's name; titles are cut, but never the last word left."""
    words = words_of(text)
    while len(words) > 1 and words[0] in _BEFORE and not _is_name_of_two(words):
        words = words[1:]
    while len(words) > 1 and words[-1] in _AFTER:
        words = words[:-1]
    if len(words) > _LEVITE and tuple(words[-2:]) in _AFTER_OF_TWO:
        words = words[:-2]
    return tuple(words)


@lru_cache(maxsize=65_536)
def family_words(text: str) -> tuple[str, ...]:
    """The words of a family name: nothing is cut, "Ben David" and "HaLevi" are family names."""
    return tuple(words_of(text))


def is_no_fact(words: tuple[str, ...]) -> bool:
    """Whether a parent's name says nothing of this person: Avraham Avinu, Sarah Imeinu."""
    return frozenset(words) in _NO_FACTS


_NAMES_OF_TWO = frozenset(
    [("בנ", "ציונ"), ("בת", "שבע"), ("בת", "ציונ"), ("בת", "אל"), ("בר", "כוכבא"), ("בת", "חנ")]
    + [("ben", zion) for zion in ("zion", "tzion", "tsion", "tziyon", "sion")]
    + [(bat, sheva) for bat in ("bat", "bas", "bath") for sheva in ("sheva", "seva", "cheva")]
    + [("bat", "el"), ("бен", "цион"), ("бат", "шева"), ("бас", "шева")]
)


def _is_name_of_two(words: list[str]) -> bool:
    return tuple(words[:2]) in _NAMES_OF_TWO
