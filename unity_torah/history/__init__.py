"""The history in the admin: pghistory's events and the admin's log, newest first."""
