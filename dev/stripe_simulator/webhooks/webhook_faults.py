"""Faulty requests to the endpoint besides the real ones: duplicates, forgeries, old signatures."""

import json
import threading
from collections.abc import Callable

from dev.stripe_simulator.faults import Faults
from dev.stripe_simulator.identifiers import new_id
from dev.stripe_simulator.store import Object, Store, dump, json_object
from dev.stripe_simulator.webhooks.endpoint import Endpoint, sign

TOO_OLD = 10 * 60  # seconds; receivers allow five minutes
WRONG_SECRET = "whsec_of_a_forger"  # noqa: S105 - guards nothing


class WebhookFaults:
    """Sends what the plan of faults says, each in its own thread, and counts the responses."""

    def __init__(
        self, store: Store, endpoint: Endpoint, faults: Faults, real_clock: Callable[[], float]
    ) -> None:
        self._store = store
        self._endpoint = endpoint
        self._faults = faults
        self._real_clock = real_clock

    def send_extra(self, body: bytes) -> None:
        """Send, beside the first try of a delivery, the faults that are triggered."""
        now, secrets = int(self._real_clock()), self._endpoint.secrets
        if self._faults.triggers("webhook_duplicate"):
            self._send("webhook_duplicate", body, sign(body, secrets, now))
        if self._faults.triggers("webhook_stale"):
            self._send("webhook_stale", body, sign(body, secrets, now - TOO_OLD))
        if self._faults.triggers("webhook_tamper"):
            self._send("webhook_tamper", _tampered(body), sign(body, secrets, now))
        if self._faults.planned("webhook_forge"):
            forged = self._forged(body)
            if forged and self._faults.triggers("webhook_forge"):
                self._send("webhook_forge", forged, sign(forged, (WRONG_SECRET,), now))

    def _send(self, fault: str, body: bytes, signature: str) -> None:
        def send() -> None:
            status, _ = self._endpoint.post(body, signature)
            self._faults.note(fault, str(status or "no answer"))

        threading.Thread(target=send, name=fault, daemon=True).start()

    def _forged(self, body: bytes) -> bytes | None:
        """A copy of a real event that claims an open session to be paid; None if none is open."""
        found = self._store.rows(
            "SELECT body FROM objects INDEXED BY sessions_that_expire"
            " WHERE kind = 'checkout.session' AND json_extract(body, '$.status') = 'open'"
            " ORDER BY json_extract(body, '$.expires_at') DESC LIMIT 1"
        )
        if not found:
            return None
        session = {
            key: value for key, value in json_object(found[0]).items() if not key.startswith("_")
        }
        session.update(status="complete", payment_status="paid", payment_intent=new_id("pi_3"))
        event: Object = json.loads(body)
        event.update(
            id=new_id("evt_1"), type="checkout.session.completed", data={"object": session}
        )
        return dump(event).encode()


def _tampered(body: bytes) -> bytes:
    """The body with another amount."""
    event: Object = json.loads(body)
    obj = event["data"]["object"]
    name = "amount_total" if "amount_total" in obj else "amount"
    obj[name] = obj.get(name, 0) + 1
    return dump(event).encode()
