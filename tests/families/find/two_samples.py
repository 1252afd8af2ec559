"""Whether two samples come from one distribution: the test of Mann and Whitney."""

from collections.abc import Sequence
from itertools import groupby
from math import erfc, sqrt


def p_value(a: Sequence[float], b: Sequence[float]) -> float:
    """The two-sided p value by the normal approximation, with the correction for ties."""
    ranked = sorted([(value, 0) for value in a] + [(value, 1) for value in b])
    rank, rank_sum, ties = 0, 0.0, 0
    for _, group in groupby(ranked, key=lambda pair: pair[0]):
        members = list(group)
        count = len(members)
        mean = rank + (count + 1) / 2
        rank_sum += mean * sum(1 for _, sample in members if sample == 0)
        ties += count**3 - count
        rank += count
    n, m, total = len(a), len(b), len(a) + len(b)
    u = rank_sum - n * (n + 1) / 2
    variance = n * m / 12 * ((total + 1) - ties / (total * (total - 1)))
    return erfc(abs(u - n * m / 2) / sqrt(2 * variance))
