"""Public numbers, without a key; computed at most once a minute."""

from typing import Annotated

from django.http import Http404, HttpRequest
from ninja import Path, Router

from communities.api.schemas import (
    CommunityNumbers,
    ComparedCommunity,
    CountryNumbers,
    ErrorOut,
    Numbers,
)
from communities.public.community_stats import public_community
from communities.public.comparison import compare, scrolls_compared
from core.cache import StaleWhileRevalidateCache
from letters.scrolls.home_stats import home_stats

FRESH_FOR = 60  # seconds
_numbers = StaleWhileRevalidateCache["Numbers | None"](FRESH_FOR)

router = Router(tags=["Public numbers"])
Slug = Annotated[str, Path(max_length=50, pattern=r"^[-a-zA-Z0-9_]+$")]


@router.get(
    "/numbers/", summary="The scroll and its communities", response={200: Numbers, 404: ErrorOut}
)
def read_numbers(request: HttpRequest) -> Numbers:
    """The scroll whose letters are assigned now, and communities by people in it."""
    numbers = _numbers.get("all", _compute)
    if numbers is None:
        raise Http404
    return numbers


@router.get(
    "/communities/{slug}/",
    summary="A community",
    response={200: CommunityNumbers, 404: ErrorOut, 422: ErrorOut},
)
def read_community(request: HttpRequest, slug: Slug) -> CommunityNumbers:
    """How many people of a community have a letter. Their names are never public."""
    found = public_community(slug)
    if found is None:
        raise Http404
    community = found.community
    return CommunityNumbers(
        slug=community.slug,
        name=community.name,
        city=community.city,
        country=community.country,
        people=found.people,
        in_scroll=found.in_scroll,
        goal=found.goal,
    )


def _compute() -> Numbers | None:
    now = home_stats()
    if now is None:
        return None
    scrolls = scrolls_compared()
    shown = compare(scrolls[0] if scrolls else None)
    return Numbers(
        scroll=now.number,
        letters=now.total,
        assigned=now.assigned,
        communities=[
            ComparedCommunity(
                slug=each.community.slug,
                name=each.community.name,
                country=each.community.country,
                people=each.people,
            )
            for each in shown.named
        ],
        countries=[
            CountryNumbers(country=each.code, communities=each.communities, people=each.people)
            for each in shown.countries
        ],
    )
