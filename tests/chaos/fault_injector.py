"""Kills one program after another, at random moments."""

import os
import random
import signal
import time
from contextlib import suppress
from dataclasses import dataclass

from tests.chaos.environment import Environment
from tests.chaos.faults import FaultPlan
from tests.chaos.plan import Plan

MAX_DOWN_SECONDS = 1.5  # seconds between a kill and the restart


@dataclass
class Kill:
    """What was killed, when, and when it was ready again, in Unix seconds."""

    kind: str
    at: float
    back: float = 0.0


class FaultInjector:
    """Kills and restarts, all in the calling thread: the servers end with that thread."""

    def __init__(self, plan: Plan, environment: Environment, faults: FaultPlan) -> None:
        self._plan = plan
        self._environment = environment
        self._faults = faults
        self._random = random.Random(f"injector {plan.seed}")
        self._bag: list[str] = []
        self.kills: list[Kill] = []
        self.ended: list[str] = []  # programs that ended without being killed
        self._next = self._after(0)
        self._kill_and_restart = {
            "web worker": self._web_worker,
            "web master": self._web_master,
            "worker": self._worker,
            "redis": self._redis,
            "postgres": self._postgres,
            "simulator": self._simulator,
        }

    def kill_next(self, done: int) -> Kill | None:
        """Kill the next program, if enough orders were placed since the last, and restart it."""
        if not self._plan.kills or done < self._next:
            return None
        self._next = self._after(done)
        if not self._bag:
            self._bag = self._random.sample(self._plan.kills, len(self._plan.kills))
        kill = Kill(self._bag.pop(), time.time())
        self.kills.append(kill)
        self._kill_and_restart[kill.kind]()
        kill.back = time.time()
        return kill

    def restart_ended(self) -> None:
        """Restart what ended unexpectedly, as a supervisor would."""
        for process in self._environment.processes:
            if not process.running:
                self.ended.append(process.log.stem)
                process.start()

    def _after(self, done: int) -> float:
        return done + self._plan.orders_per_kill * self._random.uniform(0.5, 1.2)

    def _wait(self) -> None:
        time.sleep(self._random.uniform(0, MAX_DOWN_SECONDS))

    def _web_worker(self) -> None:
        """Its master starts another one."""
        if children := self._environment.web.children:
            with suppress(ProcessLookupError):
                os.kill(self._random.choice(children), signal.SIGKILL)

    def _web_master(self) -> None:
        self._environment.web.kill_parent()
        self._wait()
        self._environment.web.kill()
        self._environment.web.start()
        self._environment.web.wait_until_ready()

    def _worker(self) -> None:
        self._environment.worker.kill()
        self._wait()
        self._environment.worker.start()

    def _redis(self) -> None:
        self._environment.redis.kill()
        self._wait()
        self._environment.redis.start()

    def _postgres(self) -> None:
        self._environment.postgres.kill()
        self._wait()
        self._environment.postgres.start()

    def _simulator(self) -> None:
        self._faults.poll()
        self._environment.simulator.kill()
        self._wait()
        self._environment.simulator.start()
        self._environment.simulator.wait_until_ready()
        self._faults.apply()
