"""The organisation in the admin."""

from organisation.admin import record, texts  # noqa: F401 - importing registers
