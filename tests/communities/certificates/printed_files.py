"""The stored files of printings."""

from pathlib import Path

from django.conf import settings


def files() -> list[Path]:
    return sorted((Path(settings.PRIVATE_ROOT) / "printings").rglob("*.pdf"))
