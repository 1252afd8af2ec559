"""Run the simulator: `python -m dev.stripe_simulator`."""

import argparse
import logging
import os
import signal
import sys
import threading

from dev.stripe_simulator.server import CannotStart, Simulator


def main() -> None:
    """Run until SIGTERM or SIGINT."""
    options = _options()
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        simulator = Simulator(
            state=options.state,
            port=options.port,
            host=options.host,
            key=options.key,
            webhook_url=options.webhook_url,
            webhook_secret=options.webhook_secret,
            webhook_events=tuple(filter(None, options.webhook_events.split(","))),
        )
    except CannotStart as reason:
        sys.exit(str(reason))
    simulator.start()
    sys.stdout.write(f"The Stripe simulator answers at {simulator.url} (no real money).\n")
    sys.stdout.flush()
    stop.wait()
    simulator.stop()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m dev.stripe_simulator",
        description="A Stripe that runs on this machine, for the demo and the tests.",
    )
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address")
    parser.add_argument("--port", type=int, default=12111)
    parser.add_argument("--state", default="var/stripe.sqlite3", help="the file of the state")
    parser.add_argument("--key", default=os.environ.get("STRIPE_SECRET_KEY", "sk_test_simulator"))
    parser.add_argument("--webhook-url", default="http://127.0.0.1:8000/stripe/webhook/")
    parser.add_argument(
        "--webhook-secret",
        default=os.environ.get("STRIPE_WEBHOOK_SECRET", "whsec_simulator"),
        help="two, separated by a comma, while one is rolled",
    )
    parser.add_argument(
        "--webhook-events", default="", help="types separated by commas; all unless given"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
