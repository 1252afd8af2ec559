"""Communities' members, applications, lists of names and API keys."""

from communities.models.api_key import ApiKey, ApiRequest
from communities.models.application import Application
from communities.models.community_count import CommunityCount
from communities.models.list_edit import ListEdit
from communities.models.membership import Membership
from communities.models.name_list import NameList
from communities.models.personal_data_export import PersonalDataExport
from communities.models.printing import Printing
from communities.models.row import Row
from communities.models.signup_card import SignupCard

__all__ = [
    "ApiKey",
    "ApiRequest",
    "Application",
    "CommunityCount",
    "ListEdit",
    "Membership",
    "NameList",
    "PersonalDataExport",
    "Printing",
    "Row",
    "SignupCard",
]
