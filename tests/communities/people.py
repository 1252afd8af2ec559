"""People of a community with letters, for tests."""

from collections.abc import Sequence

from letters.holders.inscriptions import get_or_create_purchaser, inscribe
from letters.models import Community, Letter, Person, Scroll


def give_letters(community: Community, scroll: Scroll, count: int) -> list[Person]:
    """Create people of a community, each with a letter of a scroll."""
    payer = get_or_create_purchaser(email="chana@example.org", language="en")
    people = [
        Person(
            purchaser=payer,
            kind="adult",
            given_name="Zevulun",
            relation="ben",
            mother_name="Basya",
            declared="self",
            community=community,
        )
        for _ in range(count)
    ]
    give_to(people, scroll)
    return people


def give_to(people: Sequence[Person], scroll: Scroll) -> None:
    """Give each person another letter of a scroll."""
    inscriptions = inscribe(series=scroll.series, people=people)
    free = Letter.objects.free().filter(scroll=scroll).order_by("draw_rank")[: len(people)]
    for letter, inscription in zip(free, inscriptions, strict=True):
        letter.inscription = inscription
        letter.save(update_fields=["inscription"])
