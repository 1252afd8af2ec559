"""A proof of work that a browser must solve before a checkout, once a requester is suspicious.

The library `altcha` (MIT, no dependencies) creates, signs and verifies challenges. Its Django
packages keep solved ones in the cache, which is local to each process here, and check before they
write, so that one solution passes twice; their widget needs inline styles and a `data:` worker,
which our policy forbids. So the script is ours, and solutions need no store: a challenge is signed
for one checkout of one form, and a form's checkouts are counted in PostgreSQL.
"""

import secrets
from datetime import timedelta
from typing import Any

from altcha import Payload, create_challenge, verify_solution
from django.utils import timezone
from django.utils.crypto import salted_hmac

MAX_AGE = timedelta(minutes=20)
ITERATIONS = 1_000  # of PBKDF2 for each counter: a third of a millisecond on a laptop
MAX_SOLUTION_LENGTH = 4_000  # characters


def new_challenge(*, subject: str, difficulty: int) -> dict[str, Any]:
    """A challenge for one subject: the counter lies between half of `difficulty` and all of it."""
    challenge = create_challenge(
        "PBKDF2/SHA-256",
        ITERATIONS,
        counter=difficulty - secrets.randbelow(difficulty // 2),
        expires_at=timezone.now() + MAX_AGE,
        data={"subject": subject, "difficulty": difficulty},
        hmac_secret=_secret(),
    )
    return challenge.to_dict()


def solved_difficulty(solution: str, *, subject: str) -> int:
    """The difficulty that `solution` solves for this subject, 0 if it is not valid for it."""
    if not solution or len(solution) > MAX_SOLUTION_LENGTH:
        return 0
    if not verify_solution(solution, _secret()).verified:
        return 0
    data = Payload.from_base64(solution).challenge.parameters.data or {}
    return int(data["difficulty"]) if data.get("subject") == subject else 0


def _secret() -> str:
    return salted_hmac("payments.abuse.proof_of_work", "", algorithm="sha256").hexdigest()
