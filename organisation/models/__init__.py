"""The organisation's record, and the texts of the site."""

from organisation.models.organisation import Organisation
from organisation.models.site_text import SiteText

__all__ = ["Organisation", "SiteText"]
