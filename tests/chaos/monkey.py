"""What kills: one thing after another, at moments that nobody chose."""

import os
import random
import signal
import time
from contextlib import suppress
from dataclasses import dataclass

from tests.chaos.faults import FaultPlan
from tests.chaos.plan import Plan
from tests.chaos.stage import Stage

LONGEST_AWAY = 1.5  # seconds between a kill and the start that follows it


@dataclass
class Kill:
    """What was killed, when, and when it served again; seconds of the Unix clock."""

    kind: str
    at: float
    back: float = 0.0


class Monkey:
    """Kills and starts again, all in the thread that calls it: the servers end with that thread."""

    def __init__(self, plan: Plan, stage: Stage, faults: FaultPlan) -> None:
        self._plan = plan
        self._stage = stage
        self._faults = faults
        self._dice = random.Random(f"monkey {plan.seed}")
        self._bag: list[str] = []
        self.kills: list[Kill] = []
        self.ended: list[str] = []  # programs that ended without being killed
        self._next = self._after(0)

    def act(self, done: int) -> Kill | None:
        """Kill the next if so many orders were made that it is time; start it again."""
        if not self._plan.kills or done < self._next:
            return None
        self._next = self._after(done)
        if not self._bag:
            self._bag = self._dice.sample(self._plan.kills, len(self._plan.kills))
        kill = Kill(self._bag.pop(), time.time())
        self.kills.append(kill)
        getattr(self, f"_{kill.kind.replace(' ', '_')}")()
        kill.back = time.time()
        return kill

    def revive(self) -> None:
        """Start again what ended by itself, as a supervisor would."""
        for part in self._stage.parts:
            if not part.running:
                self.ended.append(part.log.stem)
                part.start()

    def _after(self, done: int) -> float:
        return done + self._plan.orders_for_a_kill * self._dice.uniform(0.5, 1.2)

    def _wait(self) -> None:
        time.sleep(self._dice.uniform(0, LONGEST_AWAY))

    def _web_worker(self) -> None:
        """Its master starts another by itself."""
        if children := self._stage.web.children:
            with suppress(ProcessLookupError):
                os.kill(self._dice.choice(children), signal.SIGKILL)

    def _web_master(self) -> None:
        self._stage.web.kill_first()
        self._wait()
        self._stage.web.kill()
        self._stage.web.start()
        self._stage.web.wait_until_ready()

    def _worker(self) -> None:
        self._stage.worker.kill()
        self._wait()
        self._stage.worker.start()

    def _redis(self) -> None:
        self._stage.redis.kill()
        self._wait()
        self._stage.redis.start()

    def _postgres(self) -> None:
        self._stage.postgres.kill()
        self._wait()
        self._stage.postgres.start()

    def _simulator(self) -> None:
        self._faults.look()
        self._stage.simulator.kill()
        self._wait()
        self._stage.simulator.start()
        self._stage.simulator.wait_until_ready()
        self._faults.order()
