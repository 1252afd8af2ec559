"""The event `checkout.session.completed` as Stripe sends it."""

import json
from pathlib import Path

# What differs from one order to the next is written in capitals: EVENT, SESSION, AMOUNT, …
EVENT = json.dumps(
    json.loads(Path(__file__).with_name("session_completed.json").read_text()),
    separators=(",", ": "),
)
