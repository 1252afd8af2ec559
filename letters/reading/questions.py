"""What a person must confirm about a row although it could be read."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Question(models.TextChoices):
    """Asked about a row; it can be ordered once somebody has confirmed it as it is.

    What was guessed is in the row already. One answer can confirm all rows with the same code.
    """

    HIDDEN = "hidden", _("This row is hidden in your file. Should it be on the list?")
    STRUCK_OUT = (
        "struck_out",
        _("This row is struck out in your file. Should it be registered all the same?"),
    )
    COMMENT = "comment", _("There is a comment in your file beside this row. Is the row right?")
    SEVERAL_IN_CELL = (
        "several_in_cell",
        _("Several people were in one cell. Does each of them share the rest of the row?"),
    )
    MORE_NAMES = (
        "more_names",
        _("There is text in this row that we could not place. Is anything missing?"),
    )
    FAMILY_TITLE = (
        "family_title",
        _("A title above this row may be the family name. Is the name complete?"),
    )
    EXCLUDED = (
        "excluded",
        _("Your list says that this one is canceled, waiting or not to be on it. Leave it out?"),
    )
    REMARK = (
        "remark",
        _("There is a remark in this row that may change the name. Please read it in your list."),
    )
    SECTION = (
        "section",
        _("A title in your list says something about the people below it. Is it right here?"),
    )
    DEPARTED_HEADING = (
        "departed_heading",
        _("A heading of your list says that these people have passed away. Is it right here?"),
    )
    COLUMNS_GUESSED = (
        "columns_guessed",
        _("The columns have no headings, so we guessed them. Is each name in its place?"),
    )
    CHILDREN = (
        "children",
        _("This looks like a list of children, and no age is given. Is this one an adult?"),
    )
    EXCHANGED = (
        "exchanged",
        _("By other rows, two columns of your list may be exchanged. Is each name in its place?"),
    )
    CIVIL_NAME = "civil_name", _("There is no Hebrew name here, so we took the first name.")
    FAMILY_SPLIT = (
        "family_split",
        _("Please check where the parent’s name ends and the family name begins."),
    )
    PARENT_SPLIT = (
        "parent_split",
        _("The last word was taken as part of the parent’s name. Is it the family name?"),
    )
    GIVEN_SPLIT = (
        "given_split",
        _("One word beside the given name was taken as the family name. Is that right?"),
    )
    UNKNOWN_NAME = "unknown_name", _("We have not met this name before. Is it right?")
    # Nearly all who have this given name agree with it; with the next one it is less certain.
    RELATION_SUGGESTED = (
        "relation_suggested",
        _("Son or daughter was chosen by the given name. Is it right?"),
    )
    RELATION_GUESSED = (
        "relation_guessed",
        _("Son or daughter is a guess from the sound of the given name. Is it right?"),
    )
    RELATION_UNUSUAL = (
        "relation_unusual",
        _("“Son” or “daughter” is unusual with this given name. Is it right?"),
    )
    PARENTS_GENDER = (
        "parents_gender",
        _("Please check which parent this is, the mother or the father."),
    )
    OTHER_PARENT = (
        "other_parent",
        _("One parent’s name is not known, so the other one will be printed. Is that right?"),
    )
    GENITIVE = (
        "genitive",
        _("After “сын” or “дочь” a name has another ending. Is this the parent’s name itself?"),
    )
    GIVEN_MAY_BE_FAMILY = (
        "given_may_be_family",
        _("There may be a family name in the given name. Is it right as it is?"),
    )
    TITLE = "title", _("There is a title before the name. Should it be printed?")
    SUFFIX = (
        "suffix",
        _("Please check who has passed away, and what should be printed after the name."),
    )
    UNUSED_WORDS = (
        "unused_words",
        _("Some words beside the name were left out. Please compare with your list."),
    )
    TWO_ALPHABETS = (
        "two_alphabets",
        _("The name is written in two alphabets. Should it be printed like this?"),
    )
    ABBREVIATION = "abbreviation", _("A name is abbreviated. Should it be printed like this?")
    MANY_WORDS = "many_words", _("This is long for a name. Is all of it the name?")
    SMALL_INITIAL = (
        "small_initial",
        _("The name begins with a small letter. Should it be printed like this?"),
    )
    ALL_CAPITALS = (
        "all_capitals",
        _("The name is written in capitals. Should it be printed like this?"),
    )
    CANTILLATION = (
        "cantillation",
        _("The cantillation marks were taken off: they can’t be printed. Is the name right?"),
    )
    BIRTH_DATE_ORDER = (
        "birth_date_order",
        _("The date of birth can be read in two ways. We took the first number as the day."),
    )


# Of the file itself: they stay when the columns are chosen anew.
SOURCE_QUESTIONS = frozenset(
    question.value
    for question in (
        *(Question.HIDDEN, Question.STRUCK_OUT, Question.COMMENT, Question.CHILDREN),
        *(Question.EXCLUDED, Question.REMARK, Question.SECTION, Question.SEVERAL_IN_CELL),
        *(Question.FAMILY_TITLE, Question.DEPARTED_HEADING),
    )
)
