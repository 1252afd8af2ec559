"""The plan of a run: how many orders, what fails how often, what is killed or removed."""

from dataclasses import dataclass, field, replace
from pathlib import Path

KILLS = ("web worker", "web master", "worker", "redis", "postgres", "simulator")

# Modest: most requests succeed. Probabilities, and seconds of faults that have a duration.
FAULTS: dict[str, dict[str, float]] = {
    "webhook_delay": {"probability": 0.08, "seconds": 2},
    "webhook_drop": {"probability": 0.08},
    "webhook_duplicate": {"probability": 0.08},
    "webhook_reorder": {"probability": 0.08},
    "webhook_forge": {"probability": 0.03},
    "webhook_tamper": {"probability": 0.03},
    "webhook_stale": {"probability": 0.03},
    "api_500": {"probability": 0.03},
    "api_500_after": {"probability": 0.03},
    "api_429": {"probability": 0.03},
    "api_409": {"probability": 0.03},
    "api_hang": {"probability": 0.01, "seconds": 1},
    "api_hang_after": {"probability": 0.01, "seconds": 1},
    "amount_changed": {"probability": 0.03},
    "currency_changed": {"probability": 0.02},
    "decline": {"probability": 0.05},
    "refund_pending": {"probability": 0.2},
    "refund_late_failure": {"probability": 0.3, "seconds": 3600},
}

# What buyers do, in percent.
SCENARIOS: dict[str, int] = {
    "pay": 49,
    "decline then pay": 6,
    "debit that succeeds": 7,
    "debit that fails": 4,
    "abandon": 8,
    "pay twice": 9,
    "refund by the committee": 5,
    "refund of one letter": 3,
    "refund in the dashboard": 4,
    "dispute": 5,
}


@dataclass(frozen=True)
class Plan:
    """One run. `without` names the safeguard that a negative control removes; see `sabotage`."""

    folder: Path
    orders: int = 2000
    buyers: int = 16
    seed: int = 1
    without: str = ""
    kills: tuple[str, ...] = KILLS
    # Each kind of kill happens once before any happens again.
    orders_per_kill: int = 24
    faults: dict[str, dict[str, float]] = field(default_factory=lambda: FAULTS)
    scenarios: dict[str, int] = field(default_factory=lambda: SCENARIOS)
    # In how many windows at once a buyer returns to the site.
    windows: int = 2
    mails: bool = True
    # How long the orders, and then each of the two waits for settling, may take; by default, by
    # the number of orders.
    order_seconds: float = -1
    settle_seconds: float = -1

    def __post_init__(self) -> None:
        if self.order_seconds < 0:
            object.__setattr__(self, "order_seconds", 120 + 1.5 * self.orders)
        if self.settle_seconds < 0:
            object.__setattr__(self, "settle_seconds", 60 + 0.5 * self.orders)


def negative_control(name: str, folder: Path, seed: int) -> Plan:
    """A short run without one safeguard, with the faults and kills that it protects against."""
    plan = Plan(
        folder, seed=seed, without=name, kills=(), mails=False, order_seconds=60, settle_seconds=0
    )
    if name == "lock":
        # Several requests apply one payment at once: lost webhooks, a return in four windows.
        faults, scenarios = {"webhook_drop": {"probability": 0.7}}, {"pay": 90, "pay twice": 10}
        return replace(plan, orders=30, faults=faults, scenarios=scenarios, windows=4)
    if name == "events":
        faults = {"webhook_duplicate": {"probability": 0.5}}
        return replace(plan, orders=12, faults=faults, scenarios={"pay": 1})
    # Killed with its requests; the workers of a killed master finish theirs.
    kills = ("web worker",)
    return replace(plan, orders=24, faults={}, scenarios={"pay": 1}, kills=kills, orders_per_kill=4)
