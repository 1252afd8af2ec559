"""Checks after the run: our database against Stripe's state and the orders that buyers placed."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import Count

from letters.models import Letter
from messaging.models import Message
from payments import mail_kinds
from payments.models import Order, OrderLine, Payment, Refund, StripeEvent
from tests.chaos.buyer import Purchase
from tests.chaos.environment import Environment
from tests.chaos.fault_injector import Kill
from tests.chaos.mailbox import ReceivedMail, received_mails, unexplained_duplicates
from tests.chaos.stripe_state import PaidSession, StripeState

REFUNDING = {
    "refund by the committee",
    "refund of one letter",
    "refund in the dashboard",
    "dispute",  # a lost one
}


@dataclass
class OrderFacts:
    """One order, as our database has it after the run."""

    order: Order
    lines: int = 0
    letters: int = 0  # held by lines that were not refunded
    open_lines: int = 0  # lines that were not refunded
    refunded_amount: int = 0  # minor units, of the payment that bought the letters
    money: list[PaidSession] = field(default_factory=list)

    @property
    def paid(self) -> bool:
        """Whether Stripe charged the right amount for it, at least once."""
        return any(not money.mismatched for money in self.money)


class Checks:
    """Looks for damage once nothing is pending."""

    def __init__(
        self,
        environment: Environment,
        purchases: Sequence[Purchase],
        kills: Sequence[Kill],
        *,
        mails: bool,
    ) -> None:
        self._environment = environment
        self._stripe = StripeState(environment.stripe_state)
        self._purchases = {purchase.order: purchase for purchase in purchases}
        self._kills = kills
        self._mails_sent = mails
        self.mails = received_mails(environment.mails) if mails else {}
        self.facts = _facts(self._stripe.money())

    def damage(self) -> Iterator[str]:
        """Yield one line for each damage found."""
        for facts in self.facts.values():
            yield from self._check_letters(facts)
            yield from self._check_money(facts)
        yield from _unowned_letters()
        yield from self._check_payments()
        yield from self._check_events()
        yield from self._check_outbox()
        if self._mails_sent:
            yield from self._check_mails()
        yield from self._check_commands()

    def _check_commands(self) -> Iterator[str]:
        for command in (["audit"], ["reconcile_stripe", "--since", "48h"]):
            done = self._environment.manage(*command)
            if done.returncode:
                output = (done.stdout + done.stderr[-500:]).strip().splitlines()
                yield from (f"{command[0]}: {line}" for line in output)

    def _check_letters(self, facts: OrderFacts) -> Iterator[str]:
        order = facts.order
        wanted = facts.open_lines if facts.paid else 0
        if facts.letters != wanted:
            paid = "paid" if facts.paid else "not paid"
            yield f"order {order.pk}, {paid}, has {facts.letters} letters, not {wanted}"
        bought = self._purchases.get(order.public_id)
        if bought and facts.lines != bought.names:
            yield f"order {order.pk} has {facts.lines} lines for {bought.names} names"
        refund_requested = bought is None or bought.scenario in REFUNDING
        if facts.refunded_amount and not refund_requested:
            yield f"order {order.pk} was refunded, and no refund was requested"

    def _check_money(self, facts: OrderFacts) -> Iterator[str]:
        net = sum(money.net for money in facts.money)
        wanted = facts.order.total - facts.refunded_amount if facts.paid else 0
        if net != wanted:
            sums = ", ".join(f"{m.intent} {m.charged} less {m.refunded}" for m in facts.money)
            yield f"order {facts.order.pk}: {net} net at Stripe, not {wanted} ({sums})"

    def _check_payments(self) -> Iterator[str]:
        """Each of our payments is at Stripe, and the reverse."""
        real = {money.intent: money for money in self._stripe.money()}
        ours = Counter(Payment.objects.values_list("reference", flat=True))
        for reference, times in ours.items():
            if reference not in real:
                yield f"payment {reference} is not known to Stripe: it was forged"
            elif times > 1:
                yield f"payment {reference} is recorded {times} times"
        for reference in real.keys() - ours.keys():
            yield f"payment {reference} of Stripe is not recorded here"
        valid = Payment.objects.filter(review_reason="").values("order").annotate(times=Count("pk"))
        for row in valid.filter(times__gt=1):
            yield f"order {row['order']} has {row['times']} valid payments"

    def _check_events(self) -> Iterator[str]:
        """Only real events are stored, unchanged, and once."""
        real = self._stripe.events()
        times: Counter[str] = Counter()
        for name, body in StripeEvent.objects.values_list("id", "body").iterator():
            times[name] += 1
            if name not in real:
                yield f"event {name} never happened: it was forged"
            elif body != real[name]:
                yield f"event {name} is stored with another body than was sent: tampered"
        for name, count in times.items():
            if count > 1:
                yield f"event {name} was stored {count} times"

    def _check_outbox(self) -> Iterator[str]:
        """One mail for each fact, and the mail about letters exactly for paid orders."""
        facts = Message.objects.values("kind", "about", "recipient").annotate(times=Count("pk"))
        for row in facts.filter(times__gt=1):
            yield f"{row['kind']} about {row['about']} is queued {row['times']} times"
        mailed = set(
            Message.objects.filter(kind=mail_kinds.ORDER_FULFILLED).values_list("about", flat=True)
        )
        paid = {facts.order.public_id for facts in self.facts.values() if facts.paid}
        for order in sorted(paid - mailed):
            yield f"no mail is queued for the paid order {order}"
        for order in sorted(mailed - paid):
            yield f"a mail is queued for the unpaid order {order}"

    def _check_mails(self) -> Iterator[str]:
        mails = self.mails
        rows = {row.message_id: row for row in Message.objects.all()}
        for name in mails.keys() - rows.keys():
            yield f"mail {name} was sent and never queued"
        for name in rows.keys() - mails.keys():
            yield f"mail {name} ({rows[name].kind}) was queued and never arrived"
        for name in unexplained_duplicates(mails, self._kills):
            yield f"mail {name} arrived {len(mails[name])} times, and no kill explains it"
        orders = {facts.order.public_id: facts for facts in self.facts.values()}
        for name, copies in mails.items():
            row = rows.get(name)
            if row and row.kind == mail_kinds.ORDER_FULFILLED:
                yield from _certificates(orders[row.about], copies)


def _certificates(facts: OrderFacts, copies: Sequence[ReceivedMail]) -> Iterator[str]:
    """As many as letters; fewer after a refund before the mail was composed."""
    for copy in copies:
        found = copy.certificates
        count_fits = found <= facts.lines if facts.refunded_amount else found == facts.lines
        if not count_fits or found < facts.open_lines:
            yield f"the mail of order {facts.order.pk} has {found} certificates, not {facts.lines}"
        if facts.order.email not in copy.recipient:
            yield f"the mail of order {facts.order.pk} went to another address"


def _facts(stripe_state: Sequence[PaidSession]) -> dict[str, OrderFacts]:
    facts = {order.public_id: OrderFacts(order) for order in Order.objects.all()}
    rows = {found.order.pk: found for found in facts.values()}
    for line in OrderLine.objects.values_list("order_id", "refund__state"):
        rows[line[0]].lines += 1
        rows[line[0]].open_lines += line[1] is None
    held = OrderLine.objects.filter(refund=None).values("order_id")
    for row in held.annotate(letters=Count("inscription__letter__ordinal")):
        rows[row["order_id"]].letters = row["letters"]
    back = Refund.objects.filter(payment__review_reason="", state=Refund.State.SUCCEEDED)
    for order, amount in back.values_list("payment__order_id", "amount"):
        rows[order].refunded_amount += amount
    by_order: dict[str, list[PaidSession]] = defaultdict(list)
    for money in stripe_state:
        by_order[money.order].append(money)
    for public_id, charged in by_order.items():
        facts[public_id].money = charged
    return facts


def _unowned_letters() -> Iterator[str]:
    """Each letter is held by an inscription of an order, and each inscription holds one letter."""
    held = Letter.objects.exclude(inscription=None)
    for letter in held.filter(inscription__line=None).values_list("scroll_id", "ordinal"):
        yield f"letter {letter} belongs to no order"
    twice = held.values("inscription_id").annotate(times=Count("ordinal")).filter(times__gt=1)
    for row in twice:
        yield f"inscription {row['inscription_id']} has {row['times']} letters"
