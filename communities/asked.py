"""What is asked about a row of a list, as sentences."""

from django.utils.translation import gettext as _

from communities.cards import UNCHECKED
from communities.checking import WAITS
from communities.models import Row
from communities.reading import Problem


def questions(row: Row) -> list[str]:
    """What is unclear about a row, who else is called so, and who has a letter already."""
    sentences: dict[str, str] = {problem.value: str(problem.label) for problem in Problem}
    sentences[UNCHECKED] = _("A second person has not checked this card yet.")
    asked = [sentences.get(code, code) for code in row.problems]
    if row.confirmed or row.inscription_id:
        return asked
    if row.same_as:
        asked.append(_same_name(row, row.same_as))
    return [*asked, *_letters(row)]


def _same_name(row: Row, same: Row) -> str:
    if same.batch_id == row.batch_id:
        return _("This name stands in the list already, in row %(row)s.") % {"row": same.position}
    return _("This name stands in the list “%(list)s” as well, in row %(row)s.") % {
        "list": same.batch.title,
        "row": same.position,
    }


def _letters(row: Row) -> list[str]:
    said = []
    if scrolls := [str(number) for number in row.letter_in if number != WAITS]:
        said.append(
            _("Someone of a name like this has a letter already, in scroll %(scrolls)s.")
            % {"scrolls": ", ".join(scrolls)}
        )
    if WAITS in row.letter_in:
        said.append(_("Someone of a name like this is paid for and waits for a letter."))
    return said
