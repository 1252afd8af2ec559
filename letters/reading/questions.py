"""What a person must confirm about a row although it could be read."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Question(models.TextChoices):
    """Asked about a row; it can be ordered once somebody has confirmed it as it is."""

    HIDDEN = "hidden", _("This row is hidden in your file. Should it be on the list?")
    MORE_NAMES = "more_names", _("This row holds more names than we could read. Is anyone missing?")
    CIVIL_NAME = "civil_name", _("There is no Hebrew name here, so we took the first name.")


# Of the file itself: they stay when the columns are chosen anew.
SOURCE_QUESTIONS = frozenset({Question.HIDDEN.value})
