"""Words that lists have in place of names, or around them, as sets and tables of folded words.

They are in `data/words.txt`, in English, Hebrew, Yiddish, French, Russian and Spanish, as people
really write them.
"""

import re
from pathlib import Path

from letters.names import Honorific, Relation
from letters.reading.names.folding import fold


def _sections() -> dict[str, tuple[str, ...]]:
    """The words of each section of the file, folded."""
    text = (Path(__file__).parent / "data" / "words.txt").read_text(encoding="utf-8")
    _comment, *parts = re.split(r"^\[([\w ]+)\]$", text, flags=re.MULTILINE)
    found = {}
    for name, words in zip(parts[::2], parts[1::2], strict=True):
        folded = (fold(word) for word in re.split(r" \| |\n", words))
        found[name] = tuple(word for word in folded if word)
    return found


_SECTIONS = _sections()


def _words(name: str) -> frozenset[str]:
    return frozenset(_SECTIONS[name])


def _by_value(name: str, values: dict[str, str]) -> dict[str, str]:
    """Words of the sections of a table, with the value of each."""
    return {
        word: value for section, value in values.items() for word in _SECTIONS[f"{name} {section}"]
    }


_SON_OR_DAUGHTER = {"ben": Relation.BEN.value, "bas": Relation.BAS.value}
# Between a name and its parent; "" may be both.
BETWEEN = _by_value("between", {**_SON_OR_DAUGHTER, "either": ""})
# Which of them say that the parent is the father, and after which a name is in the genitive.
OF_FATHERS, BEFORE_GENITIVE = _words("of_fathers"), _words("before_genitive")
# Names that begin with such a word.
COMPOUND_NAMES = frozenset(
    (first, second)
    for first, *others in (line.split() for line in _SECTIONS["compounds"])
    for second in others
)

# Values of a column of sons and daughters.
RELATIONS = _by_value("relations", _SON_OR_DAUGHTER)
# "m" is a man, but a woman ("mujer") beside "h" or "v" of "hombre" and "varón".
MALE_OR_MUJER, BESIDE_MUJER, NEVER_BESIDE_MUJER = (
    frozenset(("m", "m.")),
    frozenset(("h", "v")),
    frozenset(("f", "f.")),
)
# Values of a column of the departed.
YES, NO = _words("yes"), _words("no")
# Values of a column of adults, children and babies.
KINDS = _by_value("kinds", {kind: kind for kind in ("adult", "child", "baby")})
_BABY = "|".join(sorted(_SECTIONS["baby"], key=len, reverse=True))
_BABY_SEX = "|".join(_SECTIONS["baby_sex"])
BABY_OF = re.compile(
    rf"^(?:the )?(?P<baby>{_BABY})(?!\S)(?: (?P<sex>{_BABY_SEX})(?!\S))?"
    rf"(?: (?P<of>{'|'.join(_SECTIONS['baby_of'])})(?!\S))?"
)

# After or beside a name. "" has no counterpart that a certificate can print.
HONORIFICS = _by_value(
    "honorifics",
    {
        "peace": Honorific.PEACE.value,
        "blessing": Honorific.BLESSING.value,
        "righteous": Honorific.RIGHTEOUS.value,
        "martyr": Honorific.MARTYR.value,
        "unprintable": "",
    },
)
# They say that somebody has passed away, and are never printed.
DEPARTED_WORDS = _words("departed_words")
BEFORE_THE_DEPARTED = _words("before_the_departed")
# Wishes after the names of the living.
LIVING_WORDS = _words("living_words")

# Before a name.
TITLES_OF_MEN, TITLES_OF_WOMEN = _words("titles_of_men"), _words("titles_of_women")
TITLES = TITLES_OF_MEN | TITLES_OF_WOMEN | _words("titles_of_anybody")
# Of them, those that are for talking to somebody: with a parent's name they are not customary.
TITLES_OF_ADDRESS = _words("titles_of_address")
# “My brother”, “grandmother”; some are also given names: “אבי”, “בני”.
KIN = _words("kin")
# Before the name of a child: “הילד”, “הילדה”.
OF_CHILDREN = _by_value("of_children", _SON_OR_DAUGHTER)
# At the end of a parent's name, and part of it: of the tribe, and “Avinu”.
TRIBES = _words("tribes")
IMEINU = _words("imeinu")
# They may stand behind a name as a family name or as a city.
PLACES = _words("places")
# At the beginning of a family name.
PARTICLES = _words("particles")
# Between two names of one row.
AND = _words("and")
# In brackets behind a name: whose name it is, which says nothing else about the person.
BESIDE_NAMES = _words("beside_names")
# Before a maiden name and the like.
MAIDEN = _words("maiden")

# In place of a name: unknown, nothing, or the one above.
UNKNOWN, EMPTY, DITTO = _words("unknown"), _words("empty"), _words("ditto")
# Words that no name has, and names that are a wish where a family name may be.
NO_NAME_WORDS, WISHES = _words("no_name"), _words("wishes")
