"""What a pasted list is called: by the title that stands above its names."""

import re

from communities.models import NameList
from letters.reading import Table
from letters.reading.words import GREETINGS, RELATION

_LONGEST = 60  # characters; a longer text is a letter to somebody
_AROUND = " \t:：-–—=*_.,~•"
_SENTENCE = re.compile(r"[!?…@]|https?:|www\.|\.\s")


def title_of(name_list: NameList, table: Table) -> str:
    """The title of a pasted list; empty where there is none, or several stand among the names."""
    if name_list.source != NameList.Source.TEXT or not table.lines:
        return ""
    titles = [
        (each.line, text)
        for each in table.unused
        if not each.column and (text := each.text.strip(_AROUND)) and _is_title(text)
    ]
    first = table.lines[0].number
    above = [text for line, text in titles if line < first]
    if not above or (len(above) == 1 and len(titles) > 1):
        return ""
    return above[0]


def _is_title(text: str) -> bool:
    return (
        len(text) <= _LONGEST
        and any(map(str.isalpha, text))
        and not (RELATION.search(text) or GREETINGS.match(text) or _SENTENCE.search(text))
    )
