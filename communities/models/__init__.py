"""Who serves which community, who asked to, and the names they bring."""

from communities.models.api_key import ApiKey, ApiRequest
from communities.models.application import Application
from communities.models.community_count import CommunityCount
from communities.models.export import Export
from communities.models.membership import Membership
from communities.models.name_list import NameList, Row
from communities.models.printing import Printing
from communities.models.signup_card import Card

__all__ = [
    "ApiKey",
    "ApiRequest",
    "Application",
    "Card",
    "CommunityCount",
    "Export",
    "Membership",
    "NameList",
    "Printing",
    "Row",
]
