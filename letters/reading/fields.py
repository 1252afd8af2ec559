"""What a column of a list can be."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Field(models.TextChoices):
    """What a column can be."""

    IGNORE = "", _("not used")
    GIVEN = "given", _("given name")
    CIVIL = "civil", _("civil first name, where there is no Hebrew name")
    MOTHER = "mother", _("mother’s name")
    FATHER = "father", _("father’s name")
    MIDDLE = "middle", _("second given name")
    PARENTS = "parents", _("both parents, as “Chana and Dovid”")
    FAMILY = "family", _("family name")
    WHOLE = "whole", _("whole name, as “Yosef ben Chana Levi”")
    RELATION = "relation", _("son or daughter")
    KIND = "kind", _("adult, child or baby")
    BIRTH_DATE = "birth_date", _("date of birth")
    DEPARTED = "departed", _("passed away")
    HONORIFIC = "honorific", _("after the name")
    EMAIL = "email", _("e-mail address")
    CITY = "city", _("city")


NAMES = frozenset(
    {
        *(Field.GIVEN, Field.CIVIL, Field.MOTHER, Field.FATHER, Field.PARENTS),
        *(Field.FAMILY, Field.WHOLE),
    }
)
