"""Texts of the site that the committee edits, one of each page and language."""

import pghistory
from django.db import models
from django.db.models import UniqueConstraint
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from django_prose_editor.fields import ProseEditorField

EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "Heading": {"levels": [2, 3]},
    "HardBreak": True,
    "Link": {"protocols": ["http", "https", "mailto", "tel"], "enableTarget": False},
}


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), model_name="SiteTextEvent")
class SiteText(models.Model):
    """The text of a page in a language; empty: as it is shipped (`organisation.texts`)."""

    class Page(models.TextChoices):
        """The pages that have a text."""

        ABOUT = "about", _("Who stands behind it")
        QUESTIONS = "questions", _("Questions and answers")
        PRIVACY = "privacy", _("What is kept, and why")
        TERMS = "terms", _("Terms and refunds")
        CONTACT = "contact", _("Write to us")

    page = models.CharField(_("page"), max_length=20, choices=Page)
    language = models.CharField(_("language"), max_length=10)
    html = ProseEditorField(
        _("text"),
        blank=True,
        extensions=EXTENSIONS,
        sanitize=True,
        help_text=_("empty: the text that comes with the program"),
    )

    class Meta:
        verbose_name = _("text of the site")
        verbose_name_plural = _("texts of the site")
        constraints = [UniqueConstraint(fields=["page", "language"], name="one_text_of_a_page")]

    def __str__(self) -> str:
        return f"{self.get_page_display()}, {get_language_info(self.language)['name_local']}"
