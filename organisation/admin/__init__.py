"""The organisation in the admin."""

from organisation.admin import record  # noqa: F401 - importing registers
