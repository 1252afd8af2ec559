"""Admin pages of communities."""

from communities.admin.api_keys import ApiKeyAdmin
from communities.admin.applications import ApplicationAdmin
from communities.admin.communities import CommunityAdmin

__all__ = ["ApiKeyAdmin", "ApplicationAdmin", "CommunityAdmin"]
