"""How far the title of a section reaches: to the next one, or to a line that may be one."""

from dataclasses import dataclass

from letters.reading.names.cell_words import split_words
from letters.reading.names.known_names import known
from letters.reading.names.vocabulary import (
    AND,
    DEPARTED_WORDS,
    HONORIFICS,
    LIVING_WORDS,
    NO_NAME_WORDS,
    TITLES,
    TRIBES,
)
from letters.reading.sections import section_of
from letters.reading.words import RELATION

_BESIDE = DEPARTED_WORDS | HONORIFICS.keys() | LIVING_WORDS | TITLES | TRIBES | AND


@dataclass(slots=True)
class Below:
    """The names below a title, up to the next one.

    `apart`: there is an empty line among them. `unclear`: a line among them may be another title.
    """

    title: str = ""
    last: int = 0
    apart: bool = False
    unclear: bool = False

    def add(self, number: int, text: str) -> None:
        """Count the name in this line, or the line that may be a title: “Hostages”."""
        self.apart = self.apart or bool(self.last and number > self.last + 1)
        self.last = number
        self.unclear = self.unclear or may_be_title(text)

    def add_labelled(self, label: str) -> None:
        """A line with a title of its own, as “Hostages: Yosef ben Chana”, may begin a section."""
        if not self.title and section_of(label):
            self.title = label
        self.unclear = True


def may_be_title(text: str) -> bool:
    """Whether a line without “ben” or “bas” has a word that is nobody's name: “Hostages”."""
    if RELATION.search(text):
        return False
    words = [word for word in split_words(text) if any(map(str.isalpha, word.text))]
    return not all(word.folded in _BESIDE or _is_name(word.text, word.folded) for word in words)


def _is_name(text: str, folded: str) -> bool:
    name = known(text)
    return folded not in NO_NAME_WORDS and bool(name.family or (name.is_given and name.exact))
