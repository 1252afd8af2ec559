"""The admin of what families ask and of what the staff see of them."""

from families.admin import (  # noqa: F401 - registers them
    alarms,
    calls,
    erasure_requests,
    erasures,
    looks,
)
