"""Concurrent senders of webhooks, in their own process so that their CPU is not the site's.

`python -m dev.bench.tools.webhook_senders URL SENDERS` reads one body a line, signs each with
STRIPE_WEBHOOK_SECRET, posts them as fast as they are answered, and prints a JSON object: the
seconds, and the status and milliseconds of each response.
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
    url, senders = urlsplit(sys.argv[1]), int(sys.argv[2])
    secret = os.environ["STRIPE_WEBHOOK_SECRET"].encode()
    waiting = sys.stdin.read().splitlines()
    answers: list[tuple[int, float]] = []

    def send() -> None:
        connection_ = http.client.HTTPConnection(url.hostname or "", url.port, timeout=60)
        while waiting:
            try:
                body = waiting.pop().encode()
            except IndexError:
                break
            start = time.perf_counter()
            connection_.request("POST", url.path, body, headers(body, secret))
            answer = connection_.getresponse()
            answer.read()
            answers.append((answer.status, (time.perf_counter() - start) * 1000))
        connection_.close()

    threads = [threading.Thread(target=send) for _ in range(senders)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.stdout.write(json.dumps({"seconds": time.perf_counter() - start, "answers": answers}))


def headers(body: bytes, secret: bytes) -> dict[str, str]:
    """Headers with Stripe's signature: HMAC-SHA256 over "<t>.<body>"."""
    now = int(time.time())
    mark = hmac.new(secret, b"%d.%s" % (now, body), hashlib.sha256).hexdigest()
    return {"Content-Type": "application/json", "Stripe-Signature": f"t={now},v1={mark}"}


if __name__ == "__main__":
    main()
