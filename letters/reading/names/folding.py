"""Text folded for comparison with the tables; what is stored stays as typed."""

import re
import unicodedata
from functools import lru_cache

# No Unicode normalization folds the Yiddish ligatures U+05F0-U+05F2.
_LIGATURES = {"װ": "וו", "ױ": "וי", "ײ": "יי"}
_APOSTROPHES = dict.fromkeys("׳´`‘’‚‛′ʼʹ＇", "'")
_QUOTES = dict.fromkeys("״“”„‟″〃＂«»", '"')
_DASHES = dict.fromkeys("־‐‑‒–—―−", "-")
_FOLD = str.maketrans({**_LIGATURES, **_APOSTROPHES, **_QUOTES, **_DASHES})
_PLAIN = re.compile("[א-ת]+|[а-ик-яА-ИК-Я]+")  # they fold to themselves
_TWO_APOSTROPHES = re.compile("''")


@lru_cache(maxsize=1 << 15)
def fold(text: str) -> str:
    """Lower case without points, accents and invisible characters; one kind of quotes and dashes.

    Two apostrophes are a quotation mark.
    """
    if text.isascii() or _PLAIN.fullmatch(text):
        folded = text
    else:
        marks = unicodedata.normalize("NFKC", text).translate(_FOLD)
        decomposed = unicodedata.normalize("NFKD", marks)
        folded = "".join(c for c in decomposed if unicodedata.category(c) not in {"Mn", "Cf", "Cc"})
    lower = folded.casefold()
    if "''" in lower:
        lower = _TWO_APOSTROPHES.sub('"', lower)
    return " ".join(lower.split())


def fold_word(word: str) -> str:
    """A word folded, without the punctuation around it."""
    return fold(word).strip(",;:()[]")


def without_quotes(folded: str) -> str:
    """Folded text without apostrophes, quotation marks and full stops."""
    return folded.translate(_NO_QUOTES)


_NO_QUOTES = str.maketrans("", "", "'\".")


def is_hebrew(text: str) -> bool:
    """Whether there is a Hebrew letter in it."""
    return any("א" <= c <= "ת" or "װ" <= c <= "ײ" for c in text)
