"""What is asked about a row of a list, as sentences."""

from django.utils.translation import gettext as _

from communities.lists.duplicate_checks import UNCHECKED, WAITS
from communities.models import Row
from communities.reading import Problem


def questions(row: Row) -> list[str]:
    """What is unclear about a row, who else is called so, and who has a letter already."""
    return [*(said for _code, said in problems_of(row)), *questions_of(row)]


def problems_of(row: Row) -> list[tuple[str, str]]:
    """The code and the sentence of each thing that is unclear; it must be written anew."""
    sentences: dict[str, str] = {problem.value: str(problem.label) for problem in Problem}
    sentences[UNCHECKED] = _("A second person has not checked this card yet.")
    return [(code, sentences.get(code, code)) for code in row.problems]


def is_asked_about(row: Row) -> bool:
    """Whether somebody is to say that it is meant."""
    asked = bool(row.same_as_id or row.letter_in)
    return asked and not row.confirmed and not row.inscription_id


def questions_of(row: Row) -> list[str]:
    """Who else is called so, and who has a letter already; it is only to be looked at."""
    if not is_asked_about(row):
        return []
    same = [_same_name(row, row.same_as)] if row.same_as else []
    return [*same, *_letters(row)]


def _same_name(row: Row, same: Row) -> str:
    if same.name_list_id == row.name_list_id:
        return _("This name is already on the list, in row %(row)s.") % {"row": same.position}
    return _("This name is also on the list “%(list)s”, in row %(row)s.") % {
        "list": same.name_list.title,
        "row": same.position,
    }


def _letters(row: Row) -> list[str]:
    said = []
    if scrolls := [str(number) for number in row.letter_in if number != WAITS]:
        said.append(
            _("Someone with a similar name already has a letter, in scroll %(scrolls)s.")
            % {"scrolls": ", ".join(scrolls)}
        )
    if WAITS in row.letter_in:
        said.append(_("Someone with a similar name has been paid for and is waiting for a letter."))
    return said
