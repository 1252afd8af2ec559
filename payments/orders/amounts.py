"""The amounts of an order, from its prices."""

from dataclasses import dataclass

from letters.models import Price
from payments.card_fee import fee_to_cover


@dataclass(frozen=True)
class Amounts:
    """The amounts of an order, in minor units."""

    letters: int
    fee: int
    gift: int
    postage: int = 0

    @property
    def total(self) -> int:
        return self.letters + self.fee + self.gift + self.postage


def amounts(*, price: Price, names: int, cover_fee: bool, gift: int, postage: int = 0) -> Amounts:
    """The amounts of an order of `names` names; `gift` and `postage` in minor units.

    A series may refuse both additions: then only the letters are paid for.
    """
    letters = names * price.letter
    fee = 0
    if not price.series.extras_accepted:
        cover_fee, gift = False, 0
    if cover_fee and letters + gift:
        fee = fee_to_cover(
            letters + gift,
            basis_points=price.fee_basis_points,
            fixed=price.fee_fixed,
            currency=price.currency,
        )
    return Amounts(letters=letters, fee=fee, gift=gift, postage=postage)


def money_fields(price: Price, names: int, cover_fee: bool, gift: int) -> dict[str, object]:
    """The fields of an order that `amounts` fills."""
    money = amounts(price=price, names=names, cover_fee=cover_fee, gift=gift)
    return {
        "currency": price.currency,
        "letters_amount": money.letters,
        "fee_amount": money.fee,
        "gift_amount": money.gift,
        "total": money.total,
    }
