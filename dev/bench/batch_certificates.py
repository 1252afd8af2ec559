"""How long a shliach waits for an order of 5,000 names, and for 1,000 certificates as one PDF."""

from collections.abc import Iterator
from time import perf_counter

from django.contrib.auth.models import User
from django.utils import timezone

from communities.certificates import printing
from communities.members.members import add_member
from communities.models import Membership, NameList, Printing, Row
from communities.paying.ordering import order_rows
from dev.bench.measure import Measure
from dev.bench.scratch import scratch_database
from dev.bench.worker import in_a_worker, private_folder
from letters.certificates import render_combined_pdf
from letters.certificates.contents import certificate_document
from letters.holders.inscriptions import get_or_create_purchaser
from letters.models import Community, Person, Price, Series
from letters.names import person_match_keys
from letters.scrolls.scrolls import open_scroll, prepare_scroll
from payments.fulfilment import Paid, fulfil
from payments.models import Order

PLACED = 5_000
PRINTED = 1_000
_HEBREW = "בגדזטכלמנסעפצקרשת"


def measure_certificates() -> Iterator[Measure]:
    """Measure in a database of its own; the certificates are set by a worker's process."""
    with scratch_database() as series, private_folder() as folder:
        open_scroll(scroll=prepare_scroll(series=series, number=1))
        shliach = _shliach()
        yield _placing(series, shliach)
        name_list = _list(series, shliach, PRINTED)
        order = _place(name_list, shliach)
        paid = Paid(f"pi_bench_{order.pk}", f"cs_bench_{order.pk}", order.total, order.currency)
        fulfil(order_id=order.pk, paid=paid)
        made = printing.ask_for(name_list=name_list, by=shliach, language="en", paper="a4")
        took, _peak = in_a_worker("communities.tasks.print_certificates", made.pk, folder)
        made.refresh_from_db()
        if (made.state, made.sheets) != (Printing.State.DONE, PRINTED):
            raise SystemExit(f"The certificates were not made: {made.state}, {made.sheets}")
        barely = _barely(name_list)
    baseline = f"the {PRINTED:,} sheets set by Typst in the same parts, and nothing else"
    yield Measure(
        "batch_certificates_1000_s", round(took, 1), "s", baseline, round(took / barely, 2)
    )


def _placing(series: Series, shliach: User) -> Measure:
    name_list = _list(series, shliach, PLACED)
    payer = get_or_create_purchaser(email="bench@example.org", language="en")
    people = [
        Person(purchaser=payer, kind="adult", given_name="יוסף", relation="ben", declared="self")
        for _ in range(PLACED)
    ]
    began = perf_counter()
    Person.objects.bulk_create(people)
    barely = perf_counter() - began
    began = perf_counter()
    _place(name_list, shliach)
    took = perf_counter() - began
    baseline = f"{PLACED:,} people by bulk_create, and nothing else"
    return Measure("batch_place_5000_s", round(took, 2), "s", baseline, round(took / barely, 1))


def _shliach() -> User:
    community = Community.objects.create(
        slug="bench", name="Bench", city="London", country="GB", approved_at=timezone.now()
    )
    role = Membership.Role.SHLIACH
    return add_member(
        community=community, email="shliach@example.org", name="Bench", role=role, by=None
    ).user


def _list(series: Series, shliach: User, names: int) -> NameList:
    """A list of so many different names, all ready."""
    name_list = NameList.objects.create(
        community=Community.objects.get(),
        series=series,
        by=shliach,
        title="Bench",
        source=NameList.Source.TEXT,
        state=NameList.State.OPEN,
        language="en",
        content_key=f"{names:064}",
    )
    Row.objects.bulk_create(_row(name_list, position) for position in range(1, names + 1))
    return name_list


def _row(name_list: NameList, position: int) -> Row:
    given = "".join(_HEBREW[position // len(_HEBREW) ** place % len(_HEBREW)] for place in range(3))
    row = Row(
        name_list=name_list,
        position=position,
        kind="adult",
        given_name=given,
        relation="ben",
        mother_name="חנה",
        family_name=given[::-1],
    )
    row.exact_key, row.loose_key = person_match_keys(row.typed)
    return row


def _place(name_list: NameList, shliach: User) -> Order:
    return order_rows(
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


def _barely(name_list: NameList) -> float:
    sheets = [
        certificate_document(each, language="en", paper="a4")
        for each in printing.certificates_of(name_list)
    ]
    began = perf_counter()
    for start in range(0, len(sheets), printing.PART):
        render_combined_pdf(sheets[start : start + printing.PART])
    return perf_counter() - began
