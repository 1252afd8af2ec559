"""Checking a lottery from its published seed, without the database's help."""

import hashlib
from collections.abc import Iterator

from letters.models import Letter, Scroll
from letters.scrolls.scrolls import commitment


def verify_draw(scroll: Scroll) -> Iterator[str]:
    """Everything in which a scroll differs from the lottery it committed to; nothing if honest.

    Recomputed here with another SHA-256 than the one that placed the letters.
    """
    if commitment(scroll.seed) != scroll.commitment:
        yield "the seed is not the one whose fingerprint was published"
    held = dict(Letter.objects.filter(scroll=scroll).values_list("ordinal", "draw_rank"))
    for rank, ordinal in enumerate(ordinals_in_draw_order(scroll.seed, len(held)), 1):
        if held.get(ordinal) != rank:
            yield f"letter {ordinal} has turn {held.get(ordinal)}, not {rank}"


def ordinals_in_draw_order(seed: str, letters: int) -> list[int]:
    """The ordinals (from 1) in the order of the lottery: by SHA-256(seed || ordinal)."""
    begun = hashlib.sha256(seed.encode())

    def mark(ordinal: int) -> bytes:
        finished = begun.copy()
        finished.update(str(ordinal).encode())
        return finished.digest()

    return sorted(range(1, letters + 1), key=mark)


# For the page that explains it: the hash of a letter, by a tool that every computer has.
SHELL_COMMAND = "printf '%s%s' SEED ORDINAL | sha256sum"
