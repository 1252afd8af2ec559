#!/usr/bin/env python
"""Django's command line; with DEBUG=1 PostgreSQL and Redis are started first."""

import os
import sys

from django.core.management import execute_from_command_line

from unity_torah import environment


def main() -> None:
    """Run the command; with DEBUG and no DATABASE_URL, inside the embedded services."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", environment.settings_module())
    if not environment.debug():
        if problem := environment.problem():
            sys.exit(problem)
        execute_from_command_line(sys.argv)
        return
    from dev import services

    try:
        with services.services():
            execute_from_command_line(sys.argv)
    except services.Unavailable as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
