"""`make chaos`: 2,000 orders while programs fail and are killed, and then checks.

`python -m tests.chaos --orders 2000 --buyers 16 --seed 1`; exit 1 on damage.
"""

import argparse
import signal
import sys
import tempfile
from pathlib import Path

import django
from django.conf import settings

from tests.chaos.environment import Environment, copy_services
from tests.chaos.managed_process import StartFailed
from tests.chaos.plan import Plan, negative_control
from tests.chaos.prepare import prepared_register
from tests.chaos.report import table

LETTERS_PER_ORDER = 1.0  # free in each of the two short scrolls: the run fills both


def main() -> int:
    """Return the exit status."""
    options = _options()
    for chosen in (signal.SIGINT, signal.SIGTERM):
        signal.signal(chosen, _interrupt)
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        Path(folder).chmod(0o755)
        plan = _plan(options, options.folder or Path(folder))
        try:
            return _run(plan)
        except StartFailed as reason:
            sys.stderr.write(f"{reason}\n")
            return 2
        except KeyboardInterrupt:
            sys.stderr.write("Stopped.\n")
            return 130


def _run(plan: Plan) -> int:
    copy_services(prepared_register(), plan.folder)
    environment = Environment(plan)
    try:
        environment.start()
        # The settings read the servers' URLs on import. Without a pool: a connection to a server
        # that was killed must not be used again.
        django.setup()
        settings.DATABASES["default"]["OPTIONS"] = {}
        from tests.chaos.run import Run
        from tests.chaos.scrolls import release_letters

        release_letters(int(plan.orders * LETTERS_PER_ORDER))
        if plan.without:
            from tests.chaos.sabotage import drop_constraints

            drop_constraints(plan.without)
        environment.start_processes()
        outcome = Run(plan, environment).run()
    finally:
        environment.stop()
    sys.stdout.write(table(outcome))
    return 1 if outcome.damage else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--orders", type=int, default=2000)
    parser.add_argument("--buyers", type=int, default=16)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without", choices=["lock", "events", "outbox"], default="")
    parser.add_argument("--folder", type=Path, help="keep the run's files here")
    return parser.parse_args()


def _plan(options: argparse.Namespace, folder: Path) -> Plan:
    folder, seed = folder.resolve(), options.seed
    if options.without:
        return negative_control(options.without, folder, seed)
    return Plan(folder, orders=options.orders, buyers=options.buyers, seed=seed)


def _interrupt(*_: object) -> None:
    for chosen in (signal.SIGINT, signal.SIGTERM):
        signal.signal(chosen, signal.SIG_IGN)
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
