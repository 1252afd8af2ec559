"""`python -m tests.letters.reading.reading_set [WORD]`: print what was not read right.

A word selects the cases whose titles contain it.
"""

import os
import sys

import django

os.environ.setdefault("DEBUG", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unity_torah.settings.development")
django.setup()

from tests.letters.reading.reading_set import all_cases  # noqa: E402
from tests.letters.reading.reading_set.score import score  # noqa: E402

word = sys.argv[1] if len(sys.argv) > 1 else ""
total = score(case for case in all_cases() if word in case.title)
print(*total.failures, sep="\n")  # noqa: T201
print(f"{total.right} right, {total.asked} asked, {total.silent} silent")  # noqa: T201
