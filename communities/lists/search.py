"""Rows of a list in which a text occurs."""

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast

from communities.models import Row
from letters.names import exact_match_key

LIMIT = 100  # characters


def search_rows(rows: QuerySet[Row], text: str) -> QuerySet[Row]:
    """Rows with this text in a name, an address or a cell, or a name that is spelled alike.

    Marks, quotes, titles and final letters don't matter in the name.
    """
    wanted = " ".join(text.replace("\0", "").split())[:LIMIT]
    if not wanted:
        return rows
    found = Q(cells_text__icontains=wanted)
    for field in ("given_name", "mother_name", "father_name", "family_name", "email"):
        found |= Q(**{f"{field}__icontains": wanted})
    if folded := exact_match_key(wanted):
        found |= Q(exact_match_key__contains=folded)
    # Of jsonb as text: a letter is written as it is, not as a number.
    return rows.alias(cells_text=Cast("cells", CharField())).filter(found)
