"""Verifies a draw from its published seed, without the database's SHA-256."""

import hashlib
from collections.abc import Iterator
from operator import itemgetter

from letters import torah
from letters.models import Letter, ReturnEvent, Scroll
from letters.scrolls.scrolls import commitment


def verify_draw(scroll: Scroll) -> Iterator[str]:
    """Every difference between the draw ranks of a scroll and those it committed to.

    Recomputed with another implementation of SHA-256 than the one that placed the letters. Letters
    that came back must stand behind all others, in the order in which they did.
    """
    if commitment(scroll.seed) != scroll.commitment:
        yield "the seed is not the one whose fingerprint was published"
    ranks = dict(Letter.objects.filter(scroll=scroll).values_list("ordinal", "draw_rank"))
    right = {
        ordinal: rank
        for rank, ordinal in enumerate(ordinals_in_draw_order(scroll.seed, len(ranks)), 1)
    }
    returns = ReturnEvent.objects.filter(scroll=scroll).order_by("draw_rank")
    for rank, returned in enumerate(returns, torah.TOTAL_LETTERS + 1):
        right[returned.ordinal] = rank
        if returned.draw_rank != rank:
            yield f"letter {returned.ordinal} came back with rank {returned.draw_rank}, not {rank}"
    for ordinal, rank in sorted(right.items(), key=itemgetter(1)):
        if ranks.get(ordinal) != rank:
            yield f"letter {ordinal} has rank {ranks.get(ordinal)}, not {rank}"


def ordinals_in_draw_order(seed: str, letters: int) -> list[int]:
    """The ordinals (from 1) in the order of the draw: by SHA-256(seed || ordinal)."""
    prefix = hashlib.sha256(seed.encode())

    def sort_key(ordinal: int) -> bytes:
        whole = prefix.copy()
        whole.update(str(ordinal).encode())
        return whole.digest()

    return sorted(range(1, letters + 1), key=sort_key)


# Shown on the page about the draw: how to hash a letter with a standard tool.
SHELL_COMMAND = "printf '%s%s' SEED ORDINAL | sha256sum"
