"""The certificates of a name list, printed into one PDF as a job."""

from django.conf import settings
from django.db import models

from communities.models.name_list import NameList
from core.job_model import Job
from letters.models import new_token


class Printing(Job):
    """One PDF of a list's certificates. The file is deleted after some days, the row stays."""

    name_list = models.ForeignKey(NameList, models.CASCADE, related_name="printings")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    language = models.CharField(max_length=5, choices=settings.LANGUAGES)
    paper = models.CharField(max_length=10, choices=[("a4", "A4"), ("letter", "Letter")])
    # Finished part files, and the position of the last row in them: the job continues after it.
    parts = models.PositiveIntegerField(default=0)
    position = models.PositiveIntegerField(default=0)
    folder = models.CharField(max_length=32, default=new_token, help_text="in the private storage")

    def __str__(self) -> str:
        return f"{self.name_list} {self.pk}"
