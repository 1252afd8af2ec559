"""Contacts exported from a telephone (.vcf): names as the telephone has them."""

import quopri
import re

from django.utils.translation import gettext as _

from letters.reading.table import MAX_ROWS, CannotRead, Sheet, SourceRow

_HEADINGS = ("First name", "Last name", "Email", "Date of birth", "Notes")


def is_vcard(start: str) -> bool:
    """Whether a text, given from its beginning in lower case, is a vCard."""
    return start.startswith("begin:vcard")


def sheet_of_vcards(text: str) -> Sheet:
    """A row for each contact, with the line in which it begins. Raises CannotRead."""
    if text.casefold().count("begin:vcard") > MAX_ROWS:
        raise CannotRead(
            _("One list holds up to %(limit)s names. Please divide this one.")
            % {"limit": f"{MAX_ROWS:,}"}
        )
    unfolded = re.sub(r"=\r?\n", "", re.sub(r"\r?\n[ \t]", "", text))
    rows = [SourceRow(1, _HEADINGS)]
    contact: dict[str, str] = {}
    number = 0
    for place, line in enumerate(unfolded.splitlines(), 1):
        name, colon, value = line.partition(":")
        key, *parameters = name.upper().split(";")
        key = key.rpartition(".")[2]
        if key == "BEGIN":
            contact, number = {}, place
        elif key == "END":
            rows.append(SourceRow(number, _cells(contact)))
        elif colon:
            if any("QUOTED-PRINTABLE" in parameter for parameter in parameters):
                value = quopri.decodestring(value.encode()).decode(errors="replace")
            contact.setdefault(key, value)
    return Sheet("", rows)


def _cells(contact: dict[str, str]) -> tuple[str, ...]:
    family, given, *_rest = [*map(_unescaped, contact.get("N", "").split(";")), "", ""]
    if not given:
        given = _unescaped(contact.get("FN", ""))
    others = (_unescaped(contact.get(key, "")) for key in ("EMAIL", "BDAY", "NOTE"))
    return (given, family, *others)


def _unescaped(value: str) -> str:
    return re.sub(r"\\([\\,;:])", r"\1", value.replace("\\n", " ").replace("\\N", " "))
