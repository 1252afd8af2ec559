"""A family's people, each once, with the scrolls in which they have a letter."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from families.my_letters.addresses import BEING_PAID, family_orders
from letters.matching.same import NameIndex, agree
from letters.models import Certificate, Letter, Person, Purchaser, Scroll
from payments.models import OrderLine, Refund


@dataclass(frozen=True)
class HeldLetter:
    """One letter of somebody: its scroll, its certificate, and the line that paid for it."""

    scroll: Scroll
    certificate: Certificate
    line: OrderLine


@dataclass
class FamilyMember:
    """Somebody of a family; `person` is the latest entry of those that agree."""

    person: Person
    entries: list[Person] = field(default_factory=list)
    letters: list[HeldLetter] = field(default_factory=list)
    # Keys of series for which an order is being paid.
    being_paid: set[int] = field(default_factory=set)

    def has_letter_of(self, scroll: Scroll) -> bool:
        return any(held.scroll.pk == scroll.pk for held in self.letters)

    def series(self) -> set[int]:
        """The keys of the series in which this person has or will have a letter."""
        return {held.scroll.series_id for held in self.letters} | self.being_paid


def family_of(purchasers: Sequence[Purchaser]) -> list[FamilyMember]:
    """The people for whom these purchasers bought letters, in the order in which they came.

    Entries of different scrolls whose names agree are one person; two of one scroll are two.
    """
    members: list[FamilyMember] = []
    index: NameIndex[FamilyMember] = NameIndex()
    by_entry: dict[int, FamilyMember] = {}
    for line in _lines(purchasers):
        person = line.inscription.person
        held = _held(line)
        if person.erased_at or (held is None and line.order.state not in BEING_PAID):
            continue
        member = by_entry.get(person.pk) or _member_of(person, held, members, index)
        if person.pk not in by_entry:
            by_entry[person.pk] = member
            member.entries.append(person)
            index.add(person.facts, member)
        member.person = person
        if held:
            member.letters.append(held)
        else:
            member.being_paid.add(line.order.series_id)
    for member in members:
        member.letters.sort(key=lambda held: -held.scroll.number)
    return members


def _lines(purchasers: Sequence[Purchaser]) -> list[OrderLine]:
    orders = family_orders().filter(purchaser__in=purchasers)
    return list(
        OrderLine.objects.filter(order__in=orders)
        .select_related(
            "order",
            "refund",
            "inscription__person__community",
            "inscription__certificate",
            "inscription__letter__scroll__series",
        )
        .order_by("order", "position")
    )


def _held(line: OrderLine) -> HeldLetter | None:
    letter: Letter | None = getattr(line.inscription, "letter", None)
    certificate: Certificate | None = getattr(line.inscription, "certificate", None)
    returned = line.refund is not None and line.refund.state == Refund.State.SUCCEEDED
    if letter is None or certificate is None or certificate.voided_at or returned:
        return None
    return HeldLetter(letter.scroll, certificate, line)


def _member_of(
    person: Person,
    held: HeldLetter | None,
    members: list[FamilyMember],
    index: NameIndex[FamilyMember],
) -> FamilyMember:
    facts = person.facts
    for other, member in index.candidates(facts):
        same = not facts.baby and (facts == other or agree(facts, other))
        if same and not (held and member.has_letter_of(held.scroll)):
            return member
    members.append(FamilyMember(person))
    return members[-1]
