"""What a run is to be: how many orders, what fails how often, what is killed, what is taken out."""

from dataclasses import dataclass, field, replace
from pathlib import Path

KILLS = ("web worker", "web master", "worker", "redis", "postgres", "simulator")

# Modest: most of what happens is what should. Probabilities, and seconds where a fault lasts.
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

# What buyers do, and of how many in a hundred.
WAYS: dict[str, int] = {
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
    """One run. `without` names what the twin has taken out; see `sabotage`."""

    folder: Path
    orders: int = 2000
    buyers: int = 16
    seed: int = 1
    without: str = ""
    kills: tuple[str, ...] = KILLS
    # One kill for so many orders; each kind comes before any comes again.
    orders_for_a_kill: int = 24
    faults: dict[str, dict[str, float]] = field(default_factory=lambda: FAULTS)
    ways: dict[str, int] = field(default_factory=lambda: WAYS)
    # In how many windows at once a buyer comes back.
    windows: int = 2
    mails: bool = True
    # The longest that the orders, and then each half of the settling, may take: by the number of
    # orders, unless it is told.
    patience: float = -1
    settling: float = -1

    def __post_init__(self) -> None:
        if self.patience < 0:
            object.__setattr__(self, "patience", 120 + 1.5 * self.orders)
        if self.settling < 0:
            object.__setattr__(self, "settling", 60 + 0.5 * self.orders)


def twin(name: str, folder: Path, seed: int) -> Plan:
    """A short run without one thing, with those faults and kills that it stands against."""
    plan = Plan(folder, seed=seed, without=name, kills=(), mails=False, patience=60, settling=0)
    if name == "lock":
        # Many ways lead to `fulfil` at once: lost webhooks, and a return in four windows.
        faults, ways = {"webhook_drop": {"probability": 0.7}}, {"pay": 90, "pay twice": 10}
        return replace(plan, orders=30, faults=faults, ways=ways, windows=4)
    if name == "events":
        faults = {"webhook_duplicate": {"probability": 0.5}}
        return replace(plan, orders=12, faults=faults, ways={"pay": 1})
    kills = ("web worker", "web master")
    return replace(plan, orders=24, faults={}, ways={"pay": 1}, kills=kills, orders_for_a_kill=8)
