"""Communities in the admin."""

from communities.admin.applications import ApplicationAdmin
from communities.admin.communities import CommunityAdmin

__all__ = ["ApplicationAdmin", "CommunityAdmin"]
