import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from core import jobs
from unity_torah.celery import app

APPS = ("core", "accounts", "messaging", "letters", "payments", "communities", "families")


def _task_of(node: ast.AST) -> ast.expr | None:
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "jobs.enqueue":
        return node.args[0]
    if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("JobKind"):
        return next(keyword.value for keyword in node.keywords if keyword.arg == "task")
    return None


def _names_enqueued() -> Iterator[str]:
    """The tasks named in calls of `jobs.enqueue` and in kinds of jobs."""
    for folder in APPS:
        for path in Path(settings.BASE_DIR, folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                task = _task_of(node)
                if task is not None and ast.unparse(task) != "self.task":
                    assert isinstance(task, ast.Constant), f"{path}: name the task in full"
                    yield str(task.value)


def test_every_enqueued_name_is_a_task() -> None:
    app.loader.import_default_modules()
    names = set(_names_enqueued())
    assert len(names) >= 7
    assert names <= set(app.tasks)


def test_every_scheduled_name_is_a_task() -> None:
    app.loader.import_default_modules()
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= set(app.tasks)


def test_unavailable_broker_is_logged(
    broker_unavailable: None, caplog: pytest.LogCaptureFixture
) -> None:
    jobs.enqueue("messaging.tasks.deliver_due", countdown=1)
    assert "messaging.tasks.deliver_due not queued" in caplog.text
