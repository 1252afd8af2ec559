"""The admin of what families ask and of what the staff see of them."""

from families.admin import calls, erasure_requests, erasures, looks  # noqa: F401 - registers them
