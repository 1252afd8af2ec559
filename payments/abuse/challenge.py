"""Work that a browser does before it gets a payment page, once someone is suspicious.

The library `altcha` (MIT, no dependencies) makes, signs and verifies the work. Its Django
packages keep what was solved in the cache, which here is each process's own, and look before
they write, so the same solution passes twice; their page needs inline styles and a `data:`
worker, which our policy forbids. So the page's script is ours, and a solution needs no store:
it is signed for one attempt to pay one form, and a form's attempts are counted in PostgreSQL.
"""

import secrets
from datetime import timedelta
from typing import Any

from altcha import Payload, create_challenge, verify_solution
from django.utils import timezone
from django.utils.crypto import salted_hmac

LIFE = timedelta(minutes=20)
ITERATIONS = 1_000  # of PBKDF2 for each try: a third of a millisecond on a laptop
LONGEST_SOLUTION = 4_000  # characters


def challenge(*, subject: str, tries: int) -> dict[str, Any]:
    """Work for one subject: the browser must try between half of `tries` and all of them."""
    made = create_challenge(
        "PBKDF2/SHA-256",
        ITERATIONS,
        counter=tries - secrets.randbelow(tries // 2),
        expires_at=timezone.now() + LIFE,
        data={"subject": subject, "tries": tries},
        hmac_secret=_secret(),
    )
    return made.to_dict()


def tries_done(solution: str, *, subject: str) -> int:
    """The `tries` of the work that was done for this subject, 0 where none or another's was."""
    if not solution or len(solution) > LONGEST_SOLUTION:
        return 0
    if not verify_solution(solution, _secret()).verified:
        return 0
    data = Payload.from_base64(solution).challenge.parameters.data or {}
    return int(data["tries"]) if data.get("subject") == subject else 0


def _secret() -> str:
    return salted_hmac("payments.abuse.challenge", "", algorithm="sha256").hexdigest()
