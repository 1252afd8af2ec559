"""What the books say after each way in which money leaves."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.payments.refunds import ways
from tests.payments.refunds.ways import Till

NONE, LINE, ALL = "nothing", "one letter", "everything"
EVERY, NO_2, NO_LETTER = [1, 2, 3], [1, 3], list[int]()


@dataclass(frozen=True)
class Row:
    """What the books say after one way: which part left, and what follows from it."""

    act: Callable[[Till], None]
    gone: str = NONE  # the money that is not here
    receipt: str | None = None  # what the receipt deducts, if it is not the same
    state: str = "fulfilled"
    held: list[int] | None = None
    asked: bool = False  # whether the committee is asked
    offered: bool = True  # whether a refund is offered
    bank: bool = False  # whether the page says that the bank has the money


CARD = {
    "nothing": Row(ways.nothing),
    "refund of everything": Row(
        ways.refund_whole, ALL, state="refunded", held=NO_LETTER, offered=False
    ),
    "refund of a letter": Row(ways.refund_letter, LINE, held=NO_2),
    "refund that fails": Row(ways.refund_fails, asked=True),
    "refund that fails late": Row(
        ways.refund_fails_late, state="review", held=NO_LETTER, asked=True
    ),
    "refund in the dashboard": Row(
        ways.refund_in_dashboard, ALL, state="refunded", held=NO_LETTER, offered=False
    ),
    "inquiry": Row(ways.inquiry),
    "inquiry closed": Row(ways.inquiry_closed),
    "dispute opened": Row(ways.dispute, ALL, NONE, offered=False, bank=True),
    "dispute under review": Row(ways.dispute_reviewed, ALL, NONE, offered=False, bank=True),
    "dispute won": Row(ways.dispute_won),
    "dispute lost": Row(ways.dispute_lost, ALL, asked=True, offered=False, bank=True),
    "dispute lost, its events in the wrong order": Row(
        ways.closing_event_first, ALL, asked=True, offered=False, bank=True
    ),
    "dispute lost, letters stay": Row(ways.lost_and_letters_stay, ALL, offered=False, bank=True),
    "dispute lost, letters given back": Row(
        ways.lost_and_letters_given_back,
        ALL,
        state="refunded",
        held=NO_LETTER,
        offered=False,
        bank=True,
    ),
    "dispute lost, then won": Row(ways.lost_and_won_again),
    "dispute lost, letters given back, then won": Row(
        ways.given_back_and_won_again, state="review", held=NO_LETTER, asked=True
    ),
    "dispute won, then another lost": Row(
        ways.won_and_disputed_again, ALL, asked=True, offered=False, bank=True
    ),
    "dispute won, then a refund": Row(
        ways.refund_in_dashboard_after_won, ALL, state="refunded", held=NO_LETTER, offered=False
    ),
    "a part disputed": Row(ways.part_disputed, LINE, NONE, offered=False, bank=True),
    "a part lost": Row(ways.part_lost, LINE, asked=True, bank=True),
    "a part lost, its letter given back": Row(
        ways.part_lost_and_letter_given_back, LINE, held=NO_2, bank=True
    ),
    "refunded, then charged back": Row(
        ways.refund_whole_then_disputed,
        ALL,
        state="refunded",
        held=NO_LETTER,
        offered=False,
        bank=True,
    ),
    "a letter refunded, the rest charged back": Row(
        ways.refund_letter_then_disputed, ALL, held=NO_2, asked=True, offered=False, bank=True
    ),
    "a refund that fails late, then charged back": Row(
        ways.refund_fails_late_then_disputed,
        ALL,
        state="review",
        held=NO_LETTER,
        asked=True,
        offered=False,
        bank=True,
    ),
    "disputed, then a refund is asked for": Row(
        ways.disputed_then_refund, ALL, NONE, offered=False, bank=True
    ),
    "lost, then a refund is asked for": Row(
        ways.lost_then_refund, ALL, asked=True, offered=False, bank=True
    ),
    "disputed before the refund was sent": Row(
        ways.disputed_while_refund_unsent, ALL, NONE, asked=True, offered=False, bank=True
    ),
    "lost before the refund was sent": Row(
        ways.lost_while_refund_unsent, ALL, asked=True, offered=False, bank=True
    ),
}


WITHOUT_CARD = {
    "nothing": Row(ways.nothing),
    "refund of everything": Row(
        ways.refund_whole, ALL, state="refunded", held=NO_LETTER, offered=False
    ),
}


LETTER_FROM_BALANCE = {
    "refund of a letter": Row(ways.refund_letter, LINE, held=NO_2),
    "refund letter by letter": Row(
        ways.refund_letter_by_letter, ALL, state="refunded", held=NO_LETTER, offered=False
    ),
}


# What a purchase consists of matters only where all of its money leaves, or comes back.
WHOLE = {
    name: CARD[name]
    for name in (
        "refund of everything",
        "refund that fails late",
        "dispute opened",
        "dispute lost",
        "dispute lost, then won",
    )
}


PURCHASES: dict[str, dict[str, Row]] = {
    "letters": WHOLE,
    "letters and a gift": WHOLE,
    "letters and the fee": WHOLE,
    "letters, fee and gift": CARD,
    "a community's list": CARD,
    "from a balance": WITHOUT_CARD | LETTER_FROM_BALANCE,
    "from the fund": WITHOUT_CARD,
}
