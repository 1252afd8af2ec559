"""The admin of what families ask, of letters by post, and of what the staff see of them."""

from families.admin import (  # noqa: F401 - registers them
    alarms,
    calls,
    erasure_requests,
    erasures,
    looks,
    post_batches,
    postings,
)
