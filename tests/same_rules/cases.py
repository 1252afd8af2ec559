"""The cases of cases.json: rules that exist in Python and in JavaScript, with what both return."""

import json
from pathlib import Path
from typing import Any

CASES: dict[str, Any] = json.loads(Path(__file__).with_name("cases.json").read_text())
