"""`make chaos`: 2,000 orders while everything fails and dies, and then a verdict.

`python -m tests.chaos --orders 2000 --buyers 16 --seed 1`; exit 1 on damage.
"""

import argparse
import signal
import sys
import tempfile
from pathlib import Path

import django
from django.conf import settings

from tests.chaos.make import made
from tests.chaos.part import DidNotStart
from tests.chaos.plan import Plan, twin
from tests.chaos.report import table
from tests.chaos.stage import Stage, copy_services

LETTERS_OF_AN_ORDER = 1.0  # in each of the two short scrolls: the run crosses both ends


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
        except DidNotStart as reason:
            sys.stderr.write(f"{reason}\n")
            return 2
        except KeyboardInterrupt:
            sys.stderr.write("Stopped.\n")
            return 130


def _run(plan: Plan) -> int:
    copy_services(made(), plan.folder)
    stage = Stage(plan)
    try:
        stage.start()
        # The settings read where the servers are, once. A connection that is closed is gone: the
        # buyers' own must not be given out again when its server is dead.
        django.setup()
        settings.DATABASES["default"]["OPTIONS"] = {}
        from tests.chaos.run import Run
        from tests.chaos.scrolls import offer

        offer(int(plan.orders * LETTERS_OF_AN_ORDER))
        if plan.without:
            from tests.chaos.sabotage import take_out_of_the_database

            take_out_of_the_database(plan.without)
        stage.start_parts()
        outcome = Run(plan, stage).run()
    finally:
        stage.stop()
    sys.stdout.write(table(outcome))
    return 1 if outcome.damage else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--orders", type=int, default=2000)
    parser.add_argument("--buyers", type=int, default=16)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without", choices=["lock", "events", "outbox"], default="")
    parser.add_argument("--folder", type=Path, help="to keep all that the run wrote")
    return parser.parse_args()


def _plan(options: argparse.Namespace, folder: Path) -> Plan:
    folder, seed = folder.resolve(), options.seed
    if options.without:
        return twin(options.without, folder, seed)
    return Plan(folder, orders=options.orders, buyers=options.buyers, seed=seed)


def _interrupt(*_: object) -> None:
    for chosen in (signal.SIGINT, signal.SIGTERM):
        signal.signal(chosen, signal.SIG_IGN)
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
