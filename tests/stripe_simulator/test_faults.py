"""The plan of faults: parsed, counted, reproducible."""

import http.client
import json
from typing import Any

import pytest

from dev.stripe_simulator.errors import StripeError
from dev.stripe_simulator.faults import NAMES, Faults
from dev.stripe_simulator.server import Simulator


def ask(simulator: Simulator, method: str, body: str = "") -> tuple[int, dict[str, Any]]:
    connection = http.client.HTTPConnection(simulator.url.removeprefix("http://"), timeout=10)
    try:
        connection.request(method, "/simulator/faults", body)
        answer = connection.getresponse()
        said: dict[str, Any] = json.loads(answer.read())
    finally:
        connection.close()
    return answer.status, said


def triggers(faults: Faults, name: str, throws: int = 200) -> list[bool]:
    return [faults.triggers(name) for _ in range(throws)]


def test_fault_plan_is_applied_shown_and_cleared(simulator: Simulator) -> None:
    plan = {"seed": 7, "api_429": {"probability": 0.5, "times": 2}}
    begun = {"plan": plan, "triggered": {"api_429": 0}, "answers": {}}
    assert ask(simulator, "POST", json.dumps(plan)) == (200, begun)
    assert triggers(simulator.account.faults, "api_429").count(True) == 2
    assert ask(simulator, "GET")[1]["triggered"] == {"api_429": 2}
    assert ask(simulator, "DELETE")[1] == {"plan": {}, "triggered": {"api_429": 2}, "answers": {}}
    assert not any(triggers(simulator.account.faults, "api_429"))


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ('{"api_teapot": {}}', "no fault 'api_teapot'"),
        ('{"api_500": {"probability": 1.5}}', "between 0 and 1"),
        ('{"api_500": {"probability": true}}', "between 0 and 1"),
        ('{"api_500": {"times": 0.5}}', "whole number"),
        ('{"api_500": {"seconds": 3}}', "must be an object of"),
        ('{"api_hang": {"seconds": -1}}', "seconds"),
        ('{"api_500": 0.1}', "must be an object of"),
        ('{"seed": "x"}', "seed"),
        ("[]", "JSON object"),
        ("what?", "not JSON"),
    ],
)
def test_invalid_fault_plan_is_refused(simulator: Simulator, plan: str, said: str) -> None:
    ask(simulator, "POST", '{"decline": {}}')
    status, answer = ask(simulator, "POST", plan)
    assert (status, said in answer["error"]["message"]) == (400, True)
    assert ask(simulator, "GET")[1]["plan"] == {"decline": {}}


def test_same_seed_gives_the_same_faults() -> None:
    plan = {"seed": 3, "api_500": {"probability": 0.3}}
    first, second, other = Faults(), Faults(), Faults()
    first.replace(plan)
    second.replace(plan)
    other.replace({**plan, "seed": 4})
    triggered = triggers(first, "api_500")
    assert triggered == triggers(second, "api_500") != triggers(other, "api_500")
    assert 30 < triggered.count(True) < 90


@pytest.mark.parametrize("name", NAMES)
def test_unplanned_fault_never_occurs(name: str) -> None:
    faults = Faults()
    faults.replace({"seed": 1})
    assert not faults.planned(name)
    assert not faults.triggers(name)
    faults.replace({name: {}})
    assert faults.triggers(name)


def test_replace_raises_for_an_invalid_plan() -> None:
    with pytest.raises(StripeError, match="no fault"):
        Faults().replace({"webhook_lost": {}})
