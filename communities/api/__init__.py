"""The API for the committee's and large communities' own systems, version 1."""

from communities.api.service import api

__all__ = ["api"]
