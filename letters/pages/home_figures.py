"""The figures on a home page: what the draw has made whole, the scribe's columns, the places."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.languages import active_language
from letters import torah
from letters.certificates.contents import discloses_parsha
from letters.certificates.wording import parsha_title
from letters.models import Scroll, ScrollGlance

# Verses are long: with fewer whole ones than this the words say more.
LEAST_VERSES = 100


@dataclass(frozen=True)
class Figure:
    """A number, and what it is a number of."""

    number: str
    label: str


def figures_of(scroll: Scroll, glance: ScrollGlance) -> list[Figure]:
    """What there is to say of a scroll in the active language; nothing is said of a zero."""
    figures = [
        _whole(glance),
        _written(scroll),
        _today(scroll, glance),
        _countries(glance),
    ]
    return [figure for figure in figures if figure]


def _whole(glance: ScrollGlance) -> Figure | None:
    if count := glance.whole_parshiyos:
        label = ngettext(
            "parsha already whole, of %(all)s", "parshiyos already whole, of %(all)s", count
        )
        return _figure(count, label, 54)
    if (count := glance.whole_verses) >= LEAST_VERSES:
        label = ngettext(
            "verse already whole, of %(all)s", "verses already whole, of %(all)s", count
        )
        return _figure(count, label, torah.TOTAL_VERSES)
    if count := glance.whole_words:
        label = ngettext("word already whole, of %(all)s", "words already whole, of %(all)s", count)
        return _figure(count, label, torah.TOTAL_WORDS)
    return None


def _figure(count: int, label: str, total: int) -> Figure:
    return Figure(f"{count:,}", label % {"all": f"\u2068{total:,}\u2069"})


def _written(scroll: Scroll) -> Figure | None:
    if not scroll.columns_written:
        return None
    written = _("%(columns)s of %(all)s") % {
        "columns": scroll.columns_written,
        "all": torah.TOTAL_COLUMNS,
    }
    return Figure(written, _("columns written by the scribe"))


def _today(scroll: Scroll, glance: ScrollGlance) -> Figure | None:
    count = glance.given_today
    if not count or glance.last_ordinal is None:
        return None
    if not discloses_parsha(scroll):
        return Figure(f"{count:,}", ngettext("letter given today", "letters given today", count))
    parsha = torah.edition(scroll.edition).letter(glance.last_ordinal).parsha
    label = ngettext(
        "letter given today, in %(parsha)s", "letters given today, the last in %(parsha)s", count
    )
    return Figure(f"{count:,}", label % {"parsha": parsha_title(parsha, active_language())})


def _countries(glance: ScrollGlance) -> Figure | None:
    if not glance.countries:
        return None
    countries = ngettext("%(number)s country", "%(number)s countries", glance.countries)
    communities = ngettext("%(number)s community", "%(number)s communities", glance.communities)
    return Figure(
        countries % {"number": f"{glance.countries:,}"},
        communities % {"number": f"{glance.communities:,}"} if glance.communities else "",
    )
