"""Senders of webhooks: a program of its own, so that its work is not taken for the site's.

`python -m dev.bench.senders URL SENDERS` reads one body a line, signs each with
STRIPE_WEBHOOK_SECRET, posts them as fast as they are answered, and prints a JSON object: the
seconds it took, and of each answer its status and milliseconds.
"""

import hashlib
import hmac
import http.client
import json
import os
import sys
import threading
import time
from urllib.parse import urlsplit


def main() -> None:
    """Send what stands in the input."""
    url, senders = urlsplit(sys.argv[1]), int(sys.argv[2])
    secret = os.environ["STRIPE_WEBHOOK_SECRET"].encode()
    waiting = sys.stdin.read().splitlines()
    answers: list[tuple[int, float]] = []

    def send() -> None:
        door = http.client.HTTPConnection(url.hostname or "", url.port, timeout=60)
        while waiting:
            try:
                body = waiting.pop().encode()
            except IndexError:
                break
            began = time.perf_counter()
            door.request("POST", url.path, body, headers(body, secret))
            answer = door.getresponse()
            answer.read()
            answers.append((answer.status, (time.perf_counter() - began) * 1000))
        door.close()

    threads = [threading.Thread(target=send) for _ in range(senders)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.stdout.write(json.dumps({"seconds": time.perf_counter() - began, "answers": answers}))


def headers(body: bytes, secret: bytes) -> dict[str, str]:
    """As Stripe signs: HMAC-SHA256 over "<t>.<body>"."""
    now = int(time.time())
    mark = hmac.new(secret, b"%d.%s" % (now, body), hashlib.sha256).hexdigest()
    return {"Content-Type": "application/json", "Stripe-Signature": f"t={now},v1={mark}"}


if __name__ == "__main__":
    main()
