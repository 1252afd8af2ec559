"""Check that migrations can be applied while the site is in use: `python -m dev.migration_checks`.

Every migration after an app's first one goes through django-migration-linter (changes that the code
of the release before can't live with) and through squawk (statements that hold a table's lock).
"""

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import django

APPS = ("organisation", "accounts", "messaging", "letters", "payments", "communities", "families")
# Django wraps each migration in a transaction, and `manage.py migrate` sets lock_timeout.
EXCLUDED = ("require-lock-timeout", "require-statement-timeout", "prefer-robust-stmts")


def squawk(sql: str, name: str) -> str:
    """What squawk finds in the statements of one migration; empty where it finds nothing."""
    program = Path(sys.executable).with_name("squawk")
    run = subprocess.run(
        [program, "--exclude", ",".join(EXCLUDED), "--stdin-filepath", name, "--reporter", "gcc"],
        input=sql, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return run.stdout + run.stderr if run.returncode else ""


def later_migrations() -> Iterator[tuple[str, str]]:
    """App and name of each migration after the first of its app."""
    from django.apps import apps

    for app in APPS:
        folder = Path(apps.get_app_config(app).path, "migrations")
        for path in sorted(folder.glob("[0-9]*.py"))[1:]:
            yield app, path.stem


def main() -> int:
    """Print what is wrong. The exit status is 0 if nothing is."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unity_torah.settings.development")
    django.setup()
    from django.core.management import call_command
    from django_migration_linter import MigrationLinter

    linter = MigrationLinter(
        include_apps=APPS, ignore_initial_migrations=True, no_cache=True, quiet=["ok", "ignore"]
    )
    linter.lint_all_migrations()
    found = linter.has_errors
    for app, name in later_migrations():
        sql = call_command("sqlmigrate", app, name, stdout=io.StringIO())
        if report := squawk(sql, f"{app}/{name}.sql"):
            sys.stdout.write(report)
            found = True
    return int(found)


if __name__ == "__main__":
    sys.exit(main())
