"""A name as it was read, and the codes of what is unclear about it."""

from dataclasses import dataclass, field
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from letters.reading.questions import Question


class Issue(models.TextChoices):
    """Why a row can't be ordered before it is corrected."""

    NO_GIVEN = "no_given", _("The given name is missing.")
    NO_PARENT = "no_parent", _("The mother’s or the father’s name is missing.")
    PARENT_UNKNOWN = (
        "parent_unknown",
        _(
            "The parent’s Hebrew name is not known. Write the ordinary name; if that is not "
            "known either, write Sarah as the mother’s name."
        ),
    )
    NO_RELATION = "no_relation", _("It does not say whether son or daughter.")
    RELATION_UNCLEAR = (
        "relation_unclear",
        _("We did not understand whether this is a son or a daughter."),
    )
    TWO_RELATIONS = "two_relations", _("“ben” or “bas” appears more than once.")
    SEVERAL_PEOPLE = (
        "several_people",
        _("This looks like more than one person. Please write each in a row of their own."),
    )
    FIELDS_DISAGREE = "fields_disagree", _("Two columns of this row contradict each other.")
    NO_NAME_WORD = "no_name_word", _("There are words in it that are not a name.")
    NOT_A_NAME = "not_a_name", _("There are characters in it that don’t belong in a name.")
    MIXED_LETTERS = (
        "mixed_letters",
        _("One word is written in letters of two alphabets. Please write the name again."),
    )
    TOO_LONG = "too_long", _("A name is longer than 60 characters.")
    KIND = "kind", _("It is not clear whether this is an adult, a child or a baby.")
    DEPARTED_UNCLEAR = (
        "departed_unclear",
        _("It is not clear whether this person has passed away."),
    )
    BIRTH_DATE = "birth_date", _("The date of birth is not clear.")
    EMAIL = "email", _("The e-mail address is not complete.")


@dataclass(slots=True)
class ParsedName:
    """A name as it was read, exactly as typed."""

    kind: str = "adult"
    given_name: str = ""
    relation: str = ""
    mother_name: str = ""
    father_name: str = ""
    family_name: str = ""
    departed: bool = False
    honorific: str = ""
    email: str = ""
    city: str = ""
    birth_date: date | None = None
    # Codes of Issue and of Question, each at most once.
    issues: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)

    def add(self, code: Issue | Question) -> None:
        """Add an issue or a question, unless it is there."""
        codes = self.issues if isinstance(code, Issue) else self.questions
        if code.value not in codes:
            codes.append(code.value)
