"""PostgreSQL and Redis from wheels, so that nothing has to be installed first.

`services()` starts them, or joins those already running, and fills in DATABASE_URL and REDIS_URL.
"""

from unity_torah.embedded.postgres import Postgres
from unity_torah.embedded.redis import Redis
from unity_torah.embedded.services import Addresses, services
from unity_torah.embedded.unavailable import Unavailable

__all__ = ["Addresses", "Postgres", "Redis", "Unavailable", "services"]
