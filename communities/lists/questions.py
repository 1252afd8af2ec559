"""The issues of a row, and the questions about it, as sentences in the active language."""

from django.utils.translation import gettext as _

from communities.lists.audience_checks import AUDIENCE, refusal_of
from communities.lists.duplicate_checks import WAITING_FOR_LETTER
from communities.lists.row_checks import SAME_NAME
from communities.lists.rows import UNCHECKED
from communities.models import Row
from letters.reading import Issue, Question


def issues_of(row: Row) -> list[tuple[str, str]]:
    """Code and sentence of each thing that is unclear: the row must be corrected."""
    sentences: dict[str, str] = {issue.value: str(issue.label) for issue in Issue}
    sentences[UNCHECKED] = _("A second person has not checked this card yet.")
    if AUDIENCE in row.issues:
        sentences[AUDIENCE] = refusal_of(row)
    return [(code, sentences.get(code, code)) for code in row.issues]


def has_questions(row: Row) -> bool:
    """Whether a person must confirm the row before it can be ordered."""
    asked = bool(row.questions or _same_name_asked(row))
    return asked and not row.inscription_id


def questions_of(row: Row) -> list[str]:
    """What a person must confirm: what was guessed, duplicates, letters of the same name."""
    return [sentence for _code, sentence in questions_by_code(row)]


def questions_by_code(row: Row) -> list[tuple[str, str]]:
    """Code and sentence of each thing that a person must confirm."""
    if not has_questions(row):
        return []
    sentences = {question.value: str(question.label) for question in Question}
    if comment := comment_of(row):
        sentences[Question.COMMENT.value] = _(
            "There is a comment in your file: “%(text)s”. Is the row right?"
        ) % {"text": comment}
    found = [(code, sentences.get(code, code)) for code in row.questions]
    if _same_name_asked(row):
        duplicate = [_duplicate(row, row.duplicate_of)] if row.duplicate_of else []
        found += [(SAME_NAME, sentence) for sentence in (*duplicate, *_letters(row))]
    return found


def comment_of(row: Row) -> str:
    """What the file says beside a row that is asked about for that; its last cell has it."""
    return row.cells[-1] if row.cells and Question.COMMENT in row.questions else ""


def _same_name_asked(row: Row) -> bool:
    return bool(row.duplicate_of_id or row.matching_scrolls) and not row.confirmed


def _duplicate(row: Row, other: Row) -> str:
    if other.name_list_id == row.name_list_id:
        return _("This name is already on the list, in row %(row)s.") % {"row": other.position}
    return _("This name is also on the list “%(list)s”, in row %(row)s.") % {
        "list": str(other.name_list),
        "row": other.position,
    }


def _letters(row: Row) -> list[str]:
    sentences = []
    numbers = [str(number) for number in row.matching_scrolls if number != WAITING_FOR_LETTER]
    if numbers:
        sentences.append(
            _("Your community already has a letter for this name, in scroll %(scrolls)s.")
            % {"scrolls": ", ".join(numbers)}
        )
    if WAITING_FOR_LETTER in row.matching_scrolls:
        sentences.append(
            _("Your community has paid for this name, and it is waiting for a letter.")
        )
    return sentences
