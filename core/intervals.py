"""Unions of ranges of numbers, at a cost that does not grow with how often they overlap."""

from collections.abc import Iterable


def merge_ranges(ranges: Iterable[range]) -> list[range]:
    """The same numbers as ascending ranges that do not touch; of step 1."""
    merged: list[range] = []
    for each in sorted(filter(None, ranges), key=lambda found: found.start):
        if merged and each.start <= merged[-1].stop:
            merged[-1] = range(merged[-1].start, max(merged[-1].stop, each.stop))
        else:
            merged.append(each)
    return merged
