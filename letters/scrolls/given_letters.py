"""Which letters of a scroll are given, when, and to people of how many places."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from letters import torah
from letters.models import Community, LetterEvent, Scroll

_LETTERS = """
SELECT string_agg(CASE WHEN inscription_id IS NULL THEN '0' ELSE '1' END, '' ORDER BY ordinal)
FROM letters_letter WHERE scroll_id = %s
"""
_PLACES = """
SELECT count(DISTINCT person.country) FILTER (WHERE person.country <> ''),
       array_agg(DISTINCT person.community_id) FILTER (WHERE person.community_id IS NOT NULL)
FROM letters_letter AS letter
JOIN letters_inscription AS inscription ON inscription.id = letter.inscription_id
JOIN letters_person AS person ON person.id = inscription.person_id
WHERE letter.scroll_id = %s
"""


def given_letters(scroll: Scroll) -> bytes:
    """`torah.GIVEN` or `torah.FREE` for each letter of the Torah, in order."""
    with connection.cursor() as cursor:
        cursor.execute(_LETTERS, [scroll.pk])
        found = cursor.fetchone()[0] or ""
    return str(found).encode().ljust(torah.TOTAL_LETTERS, torah.FREE)


def last_given(scroll: Scroll) -> LetterEvent | None:
    """When a letter was given last; None before the first."""
    given = LetterEvent.objects.filter(scroll=scroll, new_inscription__isnull=False)
    return given.order_by("-pk").first()


def given_on(scroll: Scroll, day: date) -> int:
    """How many letters were given on a civil day where the organisation is."""
    begin = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(str(settings.HOME_ZONE)))
    given = LetterEvent.objects.filter(scroll=scroll, new_inscription__isnull=False)
    return given.filter(changed_at__gte=begin).count()


def countries_and_communities(scroll: Scroll) -> tuple[int, int]:
    """From how many countries the holders are, and how many listed communities."""
    with connection.cursor() as cursor:
        cursor.execute(_PLACES, [scroll.pk])
        countries, communities = cursor.fetchone()
    return countries, Community.objects.listed().filter(pk__in=communities or []).count()
