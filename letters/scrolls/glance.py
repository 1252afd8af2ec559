"""The whole scroll at a glance: drawn and counted by the worker, read by the pages."""

from hashlib import sha256

from core.calendar.local_day import today
from letters import torah
from letters.models import Scroll, ScrollGlance
from letters.scrolls.given_letters import (
    countries_and_communities,
    given_letters,
    given_on,
    last_given,
)
from letters.scrolls.glance_picture import DARK, LIGHT, darkness, png


def draw_glances() -> None:
    """Draw the scrolls that are being filled, and those that have just become full."""
    drawn = Scroll.objects.filter(registered_here=True).exclude(state=Scroll.State.PREPARED)
    for scroll in drawn.exclude(state=Scroll.State.COMPLETED):
        draw_glance(scroll)


def glance_of(scroll: Scroll) -> ScrollGlance:
    """The last one drawn; it is drawn now if there is none."""
    found = ScrollGlance.objects.filter(scroll=scroll).first()
    return found or draw_glance(scroll)


def draw_glance(scroll: Scroll) -> ScrollGlance:
    """Draw a scroll and count it, about half a second of a full one; nothing if it is unchanged."""
    last, day = last_given(scroll), today().civil
    last_event = last.pk if last else 0
    unchanged = ScrollGlance.objects.filter(scroll=scroll, last_event=last_event, day=day).first()
    if unchanged:
        return unchanged
    given = given_letters(scroll)
    edition = torah.edition(scroll.edition)
    pixels = darkness(edition, given)
    words, verses, parshiyos = torah.whole_parts(edition, given)
    countries, communities = countries_and_communities(scroll)
    drawn = ScrollGlance(
        scroll=scroll,
        light=png(pixels, LIGHT),
        dark=png(pixels, DARK),
        fingerprint=sha256(pixels).hexdigest()[:16],
        whole_words=words,
        whole_verses=verses,
        whole_parshiyos=parshiyos,
        given_today=given_on(scroll, day),
        last_ordinal=last.ordinal if last else None,
        countries=countries,
        communities=communities,
        last_event=last_event,
        day=day,
    )
    fields = [field.name for field in ScrollGlance._meta.fields if not field.primary_key]
    # Two at once, the worker and a page: the later one stays.
    ScrollGlance.objects.bulk_create(
        [drawn], update_conflicts=True, unique_fields=["scroll"], update_fields=fields
    )
    return drawn
