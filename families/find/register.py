"""The people of the register who may be the one that is asked about."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from families.find.places import Place, place_of
from letters.lookup.candidates import Candidates, find_candidates
from letters.matching.compare import NameFacts, compare
from letters.models import EarlierEntry, Inscription, Letter, Person
from payments.models import Order

MAX_CANDIDATES = 100
MAX_OWN = 5_000  # people of one address, such as that of a community's lists
# Money has come, and the letter has not.
_PAID = [Order.State.WAITING, Order.State.REVIEW]


@dataclass(frozen=True)
class Owner:
    """The address on file for a person, with its language and time zone.

    `ordered`: it is the address of the order itself, not one that a shliach wrote into a list.
    """

    email: str
    language: str
    zone: str
    ordered: bool = True


@dataclass(frozen=True)
class Found:
    """A row of the register with the facts that questions are compared with."""

    ref: str  # <source>:<id>
    facts: NameFacts
    birth_year: int | None = None
    city: str = ""
    owner: Owner | None = None
    inscription: int | None = None
    places: tuple[Place, ...] = ()


Reader = Callable[[Sequence[int]], Iterable[Found]]


def look_up(name: NameFacts) -> tuple[list[Found], bool]:
    """The people who may be this one, strict matches first, and whether there are more of them."""
    candidates: Candidates = find_candidates(name, MAX_CANDIDATES)
    found = {each.ref: each for each in read([_ref(c.source, c.id) for c in candidates])}
    refs = [_ref(each.source, each.id) for each in candidates]
    return [found[ref] for ref in refs if ref in found], candidates.cut


def own_people(name: NameFacts, email: str) -> list[Found]:
    """The people whom this address inscribed and who may be this one, by two facts, too."""
    inscribed = Person.objects.alias(address=Lower("purchaser__email")).filter(
        address=email.lower()
    )
    people = inscribed.order_by("-pk")[:MAX_OWN]
    found = _people([each.pk for each in people if compare(name, each.facts) != "no"])
    return [each for each in found if each.owner and each.owner.ordered]


def read(refs: Iterable[str]) -> list[Found]:
    """Rows of the register that still have a letter, by their references."""
    by_source: dict[str, list[int]] = {}
    for ref in refs:
        source, _, pk = ref.partition(":")
        by_source.setdefault(source, []).append(int(pk))
    return [
        each
        for source, pks in by_source.items()
        if source in READERS
        for each in READERS[source](pks)
    ]


def _ref(source: str, pk: int) -> str:
    return f"{source}:{pk}"


def _people(pks: Sequence[int]) -> Iterable[Found]:
    held = (
        Inscription.objects.filter(Q(letter__isnull=False) | Q(line__order__state__in=_PAID))
        .select_related("letter__scroll__series", "series", "line__order", "list_row")
        .order_by("-pk")
    )
    people = Person.objects.filter(pk__in=pks).select_related("purchaser")
    for person in people.prefetch_related(Prefetch("inscriptions", held, "held")):
        if person.held:
            yield _found(person, person.held)


def _found(person: Person, held: Sequence[Inscription]) -> Found:
    return Found(
        ref=_ref("person", person.pk),
        facts=person.facts,
        birth_year=person.birth_date.year if person.birth_date else None,
        city=person.city,
        owner=_owner(person, held[0]),
        inscription=held[0].pk,
        places=tuple(_place(each) for each in held),
    )


def _place(inscription: Inscription) -> Place:
    letter: Letter | None = getattr(inscription, "letter", None)
    if letter:
        return place_of(letter)
    return Place(inscription.series.title, None, note=_("paid; it waits for its letter"))


def _owner(person: Person, inscription: Inscription) -> Owner:
    """Who is asked: of a community's list the address of the row, else the purchaser."""
    line = getattr(inscription, "line", None)
    row = getattr(inscription, "list_row", None)
    if line is None:
        purchaser = person.purchaser
        return Owner(purchaser.email, purchaser.language, "")
    order = line.order
    if order.community_id and row and row.email:
        return Owner(row.email, order.language, order.zone, ordered=False)
    return Owner(order.email, order.language, order.zone)


def _earlier(pks: Sequence[int]) -> Iterable[Found]:
    """Names of earlier scrolls: no address is on file for them."""
    for entry in EarlierEntry.objects.filter(pk__in=pks).select_related("register__series"):
        register = entry.register
        note = entry.place or _("its place is not known")
        yield Found(
            ref=_ref("earlier", entry.pk),
            facts=entry.facts,
            birth_year=entry.birth_year,
            city=entry.city,
            places=(Place(register.series.title, register.scroll_number, note=note),),
        )


# How the rows of each source of `letters.lookup` are read.
READERS: dict[str, Reader] = {"person": _people, "earlier": _earlier}
