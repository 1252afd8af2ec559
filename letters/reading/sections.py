"""What a title in a list says about the people below it: “Niftarim”, “Girls:”, “Waiting list”."""

from dataclasses import dataclass
from functools import lru_cache

from letters.reading.headings.meanings import folded
from letters.reading.headings.title_words import TITLE_MEANINGS
from letters.reading.remarks import without_exclusion
from letters.reading.words import RELATION

_LONGEST_PHRASE, _LONGEST_TITLE = 4, 8  # words
_RELATIONS = {"son": "ben", "boy": "ben", "daughter": "bas", "girl": "bas"}


@dataclass(frozen=True, slots=True)
class Section:
    """What a title says; "" where it says nothing.

    `departed` is "yes" or "no", `kind` "child" or "adult", `relation` "ben" or "bas".
    `children`: they may be children. `excluded`: they are not to be on the list.
    `certain`: no other words are in the title.
    """

    departed: str = ""
    kind: str = ""
    relation: str = ""
    children: bool = False
    excluded: bool = False
    certain: bool = True

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing."""
        said = self.departed or self.kind or self.relation
        return not (said or self.children or self.excluded)


@lru_cache(maxsize=1 << 12)
def section_of(title: str) -> Section | None:
    """What a title says; None if none of its words is known, or it is a name."""
    if RELATION.search(title):
        return None
    text, excluded = without_exclusion(title)
    words = text.split()
    if len(words) > _LONGEST_TITLE:
        return None
    said, unknown = _said(words)
    if not said - {"neutral"}:
        return Section(excluded=True, certain=not unknown) if excluded else None
    relations = {_RELATIONS[each] for each in said if each in _RELATIONS}
    kinds = {"child" if each == "baby" else each for each in said & {"child", "baby", "adult"}}
    lives = said & {"departed", "living"}
    return Section(
        departed={"departed": "yes", "living": "no"}[lives.pop()] if len(lives) == 1 else "",
        kind=kinds.pop() if len(kinds) == 1 else "",
        relation=relations.pop() if len(relations) == 1 else "",
        children=bool(said & {"boy", "girl"}) and not kinds,
        excluded=excluded,
        certain=not unknown,
    )


def is_section(title: str) -> bool:
    """Whether all words of a line are those of a title: “Girls”, not “Girls Levi”."""
    section = section_of(title)
    return section is not None and section.certain


def may_be_section(title: str) -> bool:
    """Whether a line begins as a title of the departed or the excluded: “Neshamos of the year”."""
    section = section_of(title)
    if section is None or not (section.departed or section.excluded):
        return False
    words = folded(title).split()
    begins = [" ".join(words[:length]) for length in range(1, _LONGEST_PHRASE + 1)]
    return any(
        begin in TITLE_MEANINGS or without_exclusion(begin) == ("", True) for begin in begins
    )


def _said(words: list[str]) -> tuple[set[str], bool]:
    """What the words say, and whether there are others."""
    said, unknown, place = set(), False, 0
    while place < len(words):
        for length in range(min(_LONGEST_PHRASE, len(words) - place), 0, -1):
            meaning = TITLE_MEANINGS.get(" ".join(words[place : place + length]))
            if meaning:
                said.add(meaning)
                break
        else:
            length = 1
            unknown = unknown or not words[place].isdigit()
        place += length
    return said, unknown
