"""What is damaged when all has settled: Stripe's books and the buyers' memory against ours."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import Count

from letters.models import Letter
from messaging.models import Message
from payments import mail_kinds
from payments.models import Order, OrderLine, Payment, Refund, StripeEvent
from tests.chaos.books import Books, Money
from tests.chaos.buyer import Purchase
from tests.chaos.monkey import Kill
from tests.chaos.post import Arrival, arrivals, wrongly_twice
from tests.chaos.stage import Stage

WISHES = {"refund by the committee", "refund of one letter", "refund in the dashboard"}


@dataclass
class Facts:
    """One order as our database has it after the run."""

    order: Order
    lines: int = 0
    letters: int = 0  # held by lines that were not given back
    left: int = 0  # lines that were not given back
    wished_back: int = 0  # minor units, of the payment that bought the letters
    money: list[Money] = field(default_factory=list)

    @property
    def paid(self) -> bool:
        """Whether by Stripe's books the right sum was taken for it, at least once."""
        return any(not money.odd for money in self.money)


class Judge:
    """Looks for damage, when nothing moves any more."""

    def __init__(
        self, stage: Stage, purchases: Sequence[Purchase], kills: Sequence[Kill], *, mails: bool
    ) -> None:
        self._stage = stage
        self._books = Books(stage.books)
        self._purchases = {purchase.order: purchase for purchase in purchases}
        self._kills = kills
        self._mails_sent = mails
        self.mails = arrivals(stage.mails) if mails else {}
        self.facts = _facts(self._books.money())

    def damage(self) -> Iterator[str]:
        """Everything found; nothing where all is well."""
        for facts in self.facts.values():
            yield from self._letters(facts)
            yield from self._money(facts)
        yield from _letters_of_nobody()
        yield from self._payments()
        yield from self._events()
        yield from self._owed()
        if self._mails_sent:
            yield from self._post()
        yield from self._commands()

    def _commands(self) -> Iterator[str]:
        for command in (["audit"], ["reconcile_stripe", "--since", "48h"]):
            done = self._stage.manage(*command)
            if done.returncode:
                said = (done.stdout + done.stderr[-500:]).strip().splitlines()
                yield from (f"{command[0]}: {line}" for line in said)

    def _letters(self, facts: Facts) -> Iterator[str]:
        order = facts.order
        wanted = facts.left if facts.paid else 0
        if facts.letters != wanted:
            paid = "paid" if facts.paid else "not paid"
            yield f"order {order.pk}, {paid}, has {facts.letters} letters, not {wanted}"
        bought = self._purchases.get(order.public_id)
        if bought and facts.lines != bought.names:
            yield f"order {order.pk} has {facts.lines} lines for {bought.names} names"
        wished = bought is None or bought.way in WISHES
        if facts.wished_back and not wished:
            yield f"order {order.pk} was given back, and nobody wished it"

    def _money(self, facts: Facts) -> Iterator[str]:
        kept = sum(money.kept for money in facts.money)
        wanted = facts.order.total - facts.wished_back if facts.paid else 0
        if kept != wanted:
            sums = ", ".join(f"{m.intent} {m.taken} less {m.returned}" for m in facts.money)
            yield f"order {facts.order.pk}: {kept} kept at Stripe, not {wanted} ({sums})"

    def _payments(self) -> Iterator[str]:
        """Each payment of ours is one of Stripe's, and the other way round."""
        true = {money.intent: money for money in self._books.money()}
        ours = Counter(Payment.objects.values_list("reference", flat=True))
        for reference, times in ours.items():
            if reference not in true:
                yield f"payment {reference} is not in Stripe's books: it was forged"
            elif times > 1:
                yield f"payment {reference} is written {times} times"
        for reference in true.keys() - ours.keys():
            yield f"payment {reference} of Stripe's books is not known here"
        good = Payment.objects.filter(problem="").values("order").annotate(times=Count("pk"))
        for row in good.filter(times__gt=1):
            yield f"order {row['order']} has {row['times']} good payments"

    def _events(self) -> Iterator[str]:
        """Only what truly happened is stored, as it was sent, and once."""
        true = self._books.events()
        times: Counter[str] = Counter()
        for name, body in StripeEvent.objects.values_list("id", "body").iterator():
            times[name] += 1
            if name not in true:
                yield f"event {name} never happened: it was forged"
            elif body != true[name]:
                yield f"event {name} is stored with another body than was sent: tampered"
        for name, count in times.items():
            if count > 1:
                yield f"event {name} was taken {count} times"

    def _owed(self) -> Iterator[str]:
        """One mail for one fact, and the mail of the letters exactly where letters were given."""
        facts = Message.objects.values("kind", "about", "recipient").annotate(times=Count("pk"))
        for row in facts.filter(times__gt=1):
            yield f"{row['kind']} about {row['about']} is owed {row['times']} times"
        told = set(
            Message.objects.filter(kind=mail_kinds.ORDER_FULFILLED).values_list("about", flat=True)
        )
        paid = {facts.order.public_id for facts in self.facts.values() if facts.paid}
        for order in sorted(paid - told):
            yield f"no mail is owed to the buyer of order {order}, who paid"
        for order in sorted(told - paid):
            yield f"a mail is owed for the letters of order {order}, which was not paid"

    def _post(self) -> Iterator[str]:
        mails = self.mails
        rows = {row.message_id: row for row in Message.objects.all()}
        for name in mails.keys() - rows.keys():
            yield f"mail {name} was sent and never owed"
        for name in rows.keys() - mails.keys():
            yield f"mail {name} ({rows[name].kind}) was owed and never came"
        for name in wrongly_twice(mails, self._kills):
            yield f"mail {name} came {len(mails[name])} times, and no kill fell into its flight"
        orders = {facts.order.public_id: facts for facts in self.facts.values()}
        for name, copies in mails.items():
            row = rows.get(name)
            if row and row.kind == mail_kinds.ORDER_FULFILLED:
                yield from _certificates(orders[row.about], copies)


def _certificates(facts: Facts, copies: Sequence[Arrival]) -> Iterator[str]:
    """As many as letters; a refund before the mail was written leaves fewer."""
    for copy in copies:
        found = copy.certificates
        few_enough = found <= facts.lines if facts.wished_back else found == facts.lines
        if not few_enough or found < facts.left:
            yield f"the mail of order {facts.order.pk} has {found} certificates, not {facts.lines}"
        if facts.order.email not in copy.recipient:
            yield f"the mail of order {facts.order.pk} went to another address"


def _facts(books: Sequence[Money]) -> dict[str, Facts]:
    facts = {order.public_id: Facts(order) for order in Order.objects.all()}
    rows = {found.order.pk: found for found in facts.values()}
    for line in OrderLine.objects.values_list("order_id", "refund__state"):
        rows[line[0]].lines += 1
        rows[line[0]].left += line[1] is None
    held = OrderLine.objects.filter(refund=None).values("order_id")
    for row in held.annotate(letters=Count("inscription__letter__ordinal")):
        rows[row["order_id"]].letters = row["letters"]
    back = Refund.objects.filter(payment__problem="", state=Refund.State.SUCCEEDED)
    for order, amount in back.values_list("payment__order_id", "amount"):
        rows[order].wished_back += amount
    by_order: dict[str, list[Money]] = defaultdict(list)
    for money in books:
        by_order[money.order].append(money)
    for public_id, taken in by_order.items():
        facts[public_id].money = taken
    return facts


def _letters_of_nobody() -> Iterator[str]:
    """A letter is held by an inscription of an order, and each inscription holds one."""
    held = Letter.objects.exclude(inscription=None)
    for letter in held.filter(inscription__line=None).values_list("scroll_id", "ordinal"):
        yield f"letter {letter} belongs to no order"
    twice = held.values("inscription_id").annotate(times=Count("ordinal")).filter(times__gt=1)
    for row in twice:
        yield f"inscription {row['inscription_id']} has {row['times']} letters"
