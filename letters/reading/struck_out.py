"""Names struck out in a text: a cross beside them, or a line through them as chats write it."""

import re

_CROSSES = "❌✗✘❎✖🚫☒"
_LINE_THROUGH = re.compile("[\u0335\u0336]")  # combining, as some phones type it
_CROSS = re.compile(rf"^[\W\d]*[{_CROSSES}]\ufe0f?\s*|\s*[{_CROSSES}][\W]*$")
# As WhatsApp and Markdown write it.
_TILDES = re.compile(r"^([\W\d]*?)~{1,2}(?=[^\s~])(.*[^\s~])~{1,2}(\W*)$")


def is_struck_out(text: str) -> bool:
    """Whether a line or cell is struck out by marks."""
    return any(pattern.search(text) for pattern in (_CROSS, _TILDES, _LINE_THROUGH))


def without_marks(text: str) -> str:
    """A line or cell without the marks that strike it out."""
    plain = _TILDES.sub(r"\1\2\3", _CROSS.sub("", text))
    return _LINE_THROUGH.sub("", plain).strip()


def marked(text: str) -> str:
    """A line of a document in which it is struck out by its font, as a text says it."""
    return f"{_CROSSES[0]} {text}"
