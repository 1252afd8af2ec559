"""How long a shliach waits for an order of 5,000 names, and for 1,000 certificates as one PDF."""

from collections.abc import Iterator
from time import perf_counter

from django.contrib.auth.models import User
from django.utils import timezone

from communities.certificates import printing
from communities.members.members import add_member
from communities.models import Membership, NameList, Printing
from communities.paying.ordering import order_rows
from dev.bench.measure import Measure
from dev.bench.tools.temporary_database import temporary_database
from dev.bench.tools.worker import private_folder, run_in_worker
from dev.factories.name_lists import create_name_list
from letters.certificates import render_combined_pdf
from letters.certificates.contents import certificate_document
from letters.holders.inscriptions import get_or_create_purchaser
from letters.models import Community, Person, Price, Series
from letters.scrolls.scrolls import open_scroll, prepare_scroll
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Order
from payments.orders.consent import LIST, version_of

PLACED = 5_000
PRINTED = 1_000
_HEBREW = "בגדזטכלמנסעפצקרשת"


def measure_certificates() -> Iterator[Measure]:
    """Measure in a temporary database; the certificates are rendered by a worker's process."""
    with temporary_database() as series, private_folder() as folder:
        open_scroll(scroll=prepare_scroll(series=series, number=1))
        shliach = _shliach()
        yield _placing(series, shliach)
        name_list = _list(series, shliach, PRINTED)
        order = _place_order(name_list, shliach)
        paid = IncomingPayment(
            f"pi_bench_{order.pk}", f"cs_bench_{order.pk}", order.total, order.currency
        )
        record_and_apply(order_id=order.pk, incoming=paid)
        made = printing.request_printing(name_list=name_list, by=shliach, language="en", paper="a4")
        seconds, _peak = run_in_worker("communities.tasks.print_certificates", made.pk, folder)
        made.refresh_from_db()
        if (made.state, made.units_done) != (Printing.State.DONE, PRINTED):
            raise SystemExit(f"The certificates were not made: {made.state}, {made.units_done}")
        baseline_seconds = _baseline(name_list)
    baseline = f"the {PRINTED:,} sheets set by Typst in the same parts, and nothing else"
    yield Measure(
        "batch_certificates_1000_s",
        round(seconds, 1),
        "s",
        baseline,
        round(seconds / baseline_seconds, 2),
    )


def _placing(series: Series, shliach: User) -> Measure:
    name_list = _list(series, shliach, PLACED)
    payer = get_or_create_purchaser(email="bench@example.org", language="en")
    people = [
        Person(purchaser=payer, kind="adult", given_name="יוסף", relation="ben", declared="self")
        for _ in range(PLACED)
    ]
    start = perf_counter()
    Person.objects.bulk_create(people)
    baseline_seconds = perf_counter() - start
    start = perf_counter()
    _place_order(name_list, shliach)
    seconds = perf_counter() - start
    baseline = f"{PLACED:,} people by bulk_create, and nothing else"
    return Measure(
        "batch_place_5000_s", round(seconds, 2), "s", baseline, round(seconds / baseline_seconds, 1)
    )


def _shliach() -> User:
    community = Community.objects.create(
        slug="bench", name="Bench", city="London", country="GB", approved_at=timezone.now()
    )
    role = Membership.Role.SHLIACH
    return add_member(
        community=community, email="shliach@example.org", name="Bench", role=role, by=None
    ).user


def _list(series: Series, shliach: User, names: int) -> NameList:
    """A list of `names` different names, all ready."""
    people = [_person(position) for position in range(1, names + 1)]
    return create_name_list(
        community=Community.objects.get(),
        series=series,
        by=shliach,
        title="Bench",
        people=people,
    )


def _person(number: int) -> dict[str, str]:
    given = "".join(_HEBREW[number // len(_HEBREW) ** place % len(_HEBREW)] for place in range(3))
    return {"given_name": given, "mother_name": "חנה", "family_name": given[::-1]}


def _place_order(name_list: NameList, shliach: User) -> Order:
    return order_rows(
        consent=version_of(LIST),
        name_list=name_list,
        rows=None,
        shown=name_list.rows.count(),
        by=shliach,
        price=Price.objects.get(),
        cover_fee=False,
        language="en",
        zone="Europe/London",
        token=f"bench {name_list.pk}",
    )


def _baseline(name_list: NameList) -> float:
    sheets = [
        certificate_document(each, language="en", paper="a4")
        for each in printing.certificates_of(name_list)
    ]
    start = perf_counter()
    for first in range(0, len(sheets), printing.PART_SIZE):
        render_combined_pdf(sheets[first : first + printing.PART_SIZE])
    return perf_counter() - start
