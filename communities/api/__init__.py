"""The HTTP API for other systems, version 1."""

from communities.api.service import api

__all__ = ["api"]
