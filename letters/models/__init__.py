"""The register: who holds which letter of which scroll. The database holds its rules."""

from letters.models.community import Community
from letters.models.double import DoublesProgress, LikelyDouble
from letters.models.earlier import EarlierDouble, EarlierEntry, EarlierRegister
from letters.models.export import RegisterDownload, RegisterExport
from letters.models.glance import ScrollGlance
from letters.models.inscription import Certificate, Inscription, new_token
from letters.models.letter import Letter, LetterEvent, ReservationEvent, ReturnEvent
from letters.models.name_fields import MatchedName, NameFields
from letters.models.person import Person, Purchaser
from letters.models.postage import PostagePrice
from letters.models.scroll import ColumnsWritten, Scroll, new_seed
from letters.models.series import Price, Series
from letters.models.subscription import Subscription

__all__ = [
    "Certificate",
    "ColumnsWritten",
    "Community",
    "DoublesProgress",
    "EarlierDouble",
    "EarlierEntry",
    "EarlierRegister",
    "Inscription",
    "Letter",
    "LetterEvent",
    "LikelyDouble",
    "MatchedName",
    "NameFields",
    "Person",
    "PostagePrice",
    "Price",
    "Purchaser",
    "RegisterDownload",
    "RegisterExport",
    "ReservationEvent",
    "ReturnEvent",
    "Scroll",
    "ScrollGlance",
    "Series",
    "Subscription",
    "new_seed",
    "new_token",
]
