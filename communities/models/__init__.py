"""Who serves which community, and who asked to."""

from communities.models.application import Application
from communities.models.membership import Membership

__all__ = ["Application", "Membership"]
