"""PostgreSQL and Redis from wheels, so that nothing has to be installed first.

`services()` starts them, or uses those already running, and sets DATABASE_URL and REDIS_URL.
"""

from dev.services.postgres import Postgres
from dev.services.redis import Redis
from dev.services.services import Addresses, services
from dev.services.unavailable import Unavailable

__all__ = ["Addresses", "Postgres", "Redis", "Unavailable", "services"]
