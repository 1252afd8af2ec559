"""The project's folder, and the files by which processes share the services of one folder."""

from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]

# Locked, and holding its process number, as long as the supervisor runs.
PID_FILE = "supervisor.pid"
# Locked shared by each process that uses the services.
USERS_LOCK = "users.lock"
# Locked by the process that starts the supervisor.
START_LOCK = "start.lock"
