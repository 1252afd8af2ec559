"""The sentences of questions about many rows, and of their answers."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from letters.names import Relation
from letters.reading import Question

KEEP_HERE = "keep_here"  # of names that are on an earlier list too: leave them out there
BY_NAME = frozenset(["relation_suggested", "relation_guessed"])
# What a word can be instead.
_OTHER_WAY = {"family_split": "parent", "given_split": "given", "parent_split": "family"}
_CAPITALS = frozenset(["small_initial", "all_capitals"])


def title(kind: str, detail: str, count: int) -> str:
    """The question about so many rows; `detail` is what the file says, or the relation."""
    return _title(kind, detail, count) % {"count": f"{count:,}", "text": detail or "—"}


def _title(kind: str, detail: str, count: int) -> str:
    if kind in BY_NAME:
        return _by_name_title(kind, detail, count)
    if kind == "no_relation":
        return ngettext(
            "%(count)s row does not say whether son or daughter.",
            "%(count)s rows do not say whether son or daughter.",
            count,
        )
    if kind == "departed_unclear":
        return ngettext(
            "%(count)s row says “%(text)s” under “passed away”.",
            "%(count)s rows say “%(text)s” under “passed away”.",
            count,
        )
    if kind == Question.STRUCK_OUT:
        return ngettext(
            "%(count)s row is struck out in your file. Should it be registered?",
            "%(count)s rows are struck out in your file. Should they be registered?",
            count,
        )
    if kind == Question.CHILDREN:
        return ngettext(
            "%(count)s person may be a child: the list looks like one of children.",
            "%(count)s people may be children: the list looks like one of children.",
            count,
        )
    if kind == Question.SEVERAL_IN_CELL:
        return ngettext(
            "%(count)s person was in one cell with others, and shares the rest of the row.",
            "%(count)s people were in one cell with others, and share the rest of the row.",
            count,
        )
    if kind == Question.COMMENT and detail:
        return ngettext(
            "Beside %(count)s row your file has the comment “%(text)s”.",
            "Beside %(count)s rows your file has the comment “%(text)s”.",
            count,
        )
    if kind == "kind":
        return ngettext(
            "%(count)s row says “%(text)s” under “adult or child”.",
            "%(count)s rows say “%(text)s” under “adult or child”.",
            count,
        )
    return _split_title(kind, count) or _same_name_title(kind, detail, count)


def _by_name_title(kind: str, relation: str, count: int) -> str:
    if kind == "relation_guessed" and relation == Relation.BAS:
        return ngettext(
            "By the sound of the given name, %(count)s person may be a daughter.",
            "By the sound of their given names, %(count)s people may be daughters.",
            count,
        )
    if kind == "relation_guessed":
        return ngettext(
            "By the sound of the given name, %(count)s person may be a son.",
            "By the sound of their given names, %(count)s people may be sons.",
            count,
        )
    if relation == Relation.BAS:
        return ngettext(
            "By the given name, this %(count)s person is a daughter.",
            "By their given names, these %(count)s people are daughters.",
            count,
        )
    return ngettext(
        "By the given name, this %(count)s person is a son.",
        "By their given names, these %(count)s people are sons.",
        count,
    )


def _split_title(kind: str, count: int) -> str:
    if kind == "family_split":
        return ngettext(
            "In %(count)s row the last word was taken as the family name.",
            "In %(count)s rows the last word was taken as the family name.",
            count,
        )
    if kind == "parent_split":
        return ngettext(
            "In %(count)s row the last word was taken as part of the parent’s name.",
            "In %(count)s rows the last word was taken as part of the parent’s name.",
            count,
        )
    if kind == "given_split":
        return ngettext(
            "In %(count)s row a word beside the given name was taken as the family name.",
            "In %(count)s rows a word beside the given name was taken as the family name.",
            count,
        )
    return ""


def _same_name_title(kind: str, earlier_list: str, count: int) -> str:
    if kind == "duplicate" and earlier_list:
        return ngettext(
            "%(count)s name is also on your list “%(text)s”, where it is not paid for.",
            "%(count)s names are also on your list “%(text)s”, where they are not paid for.",
            count,
        )
    if kind == "duplicate":
        return ngettext(
            "%(count)s name is on this list twice.",
            "%(count)s names are on this list twice.",
            count,
        )
    if kind == "letter":
        return ngettext(
            "%(count)s name may have a letter already.",
            "%(count)s names may have a letter already.",
            count,
        )
    label = dict(Question.choices).get(kind, kind)
    rows = ngettext("%(count)s row", "%(count)s rows", count)
    return f"{str(label).replace('%', '%%')} ({rows})"


def answers(kind: str, detail: str) -> list[tuple[str, str]]:
    """Values and labels of the answers, the likeliest first."""
    right = ("accept", _("Right as it is"))
    if kind in BY_NAME:
        other = ("ben", _("They are sons"))
        if detail != Relation.BAS:
            other = ("bas", _("They are daughters"))
        return [("accept", _("Yes")), other]
    if kind in _OTHER_WAY:
        return [right, (_OTHER_WAY[kind], _other_way(kind))]
    if kind in _CAPITALS:
        return [("capitals", _("Begin with capitals")), ("accept", _("Print as typed"))]
    if kind == "duplicate" and detail:
        return [
            (KEEP_HERE, _("Keep them on this list only")),
            ("leave_out", _("Keep them on the other list, and pay for them there")),
            ("accept", _("They are different people")),
        ]
    return _answers_by_kind().get(kind, [right])


def _answers_by_kind() -> dict[str, list[tuple[str, str]]]:
    right, leave_out = ("accept", _("Right as it is")), ("leave_out", _("Leave out"))
    lives = [("living", _("Living")), ("departed", _("Passed away"))]
    return {
        "no_relation": [("ben", _("They are sons")), ("bas", _("They are daughters"))],
        "departed_unclear": lives,
        Question.SECTION: [right, *lives],
        Question.DEPARTED_HEADING: [*reversed(lives), right],
        "kind": [("adult", _("Adults")), ("child", _("Children"))],
        "duplicate": [
            ("leave_out", _("Keep one of each")),
            ("accept", _("They are different people")),
        ],
        "letter": [("accept", _("Give them a letter all the same")), leave_out],
        Question.HIDDEN: [right, leave_out],
        Question.COMMENT: [right, leave_out],
        Question.REMARK: [right, leave_out],
        Question.EXCLUDED: [leave_out, ("accept", _("Register them all the same"))],
        Question.STRUCK_OUT: [leave_out, ("accept", _("Register them all the same"))],
        Question.CHILDREN: [("child", _("Children")), ("adult", _("Adults"))],
    }


def _other_way(kind: str) -> str:
    if kind == "family_split":
        return _("It belongs to the parent’s name")
    if kind == "given_split":
        return _("It belongs to the given name")
    return _("It is the family name")
