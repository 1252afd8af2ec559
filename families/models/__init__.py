"""What families ask and do after buying, and what the staff see of them."""

from families.models.alarm import EnumerationAlarm
from families.models.call import Call, CallStep
from families.models.data_download import DataDownload
from families.models.erasure import Erasure
from families.models.erasure_request import ErasureRequest
from families.models.gift import Gift
from families.models.look import Look
from families.models.posting import PostBatch, Posting
from families.models.question import Attempt, OwnerRequest, Question
from families.models.reminder import Reminder

__all__ = [
    "Attempt",
    "Call",
    "CallStep",
    "DataDownload",
    "EnumerationAlarm",
    "Erasure",
    "ErasureRequest",
    "Gift",
    "Look",
    "OwnerRequest",
    "PostBatch",
    "Posting",
    "Question",
    "Reminder",
]
