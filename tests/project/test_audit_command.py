"""`manage.py audit`: its output and exit code."""

import pytest
from django.core.management import call_command

from dev.factories.register import fill_register
from letters import audit, torah
from letters.models import Letter, Scroll, Series
from letters.scrolls.scrolls import open_scroll, prepare_scroll
from payments.models import Order


def test_audit_finds_a_changed_text(scroll: Scroll, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(torah.SHA256, "alter_rebbe", "0")
    said = list(audit.findings())
    assert (2, "the text of the edition alter_rebbe is not the known one") in said


def test_audit_finds_a_short_scroll(scroll: Scroll, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("audit")
    assert ended.value.code == 1
    assert f"2. scroll {scroll.pk} has 500 letters\n" in capsys.readouterr().out


def test_audit_prints_a_hundred_findings_and_counts_the_rest(
    scroll: Scroll, capsys: pytest.CaptureFixture[str]
) -> None:
    fill_register(scroll=scroll, orders=50)
    Letter.objects.assigned().update(inscription=None)
    with pytest.raises(SystemExit):
        call_command("audit")
    printed = capsys.readouterr().out.splitlines()
    assert sum(line.startswith("3. line") for line in printed) == 100
    assert "3. and 50 more" in printed


def test_audit_passes_with_payments_to_review(
    series: Series, transactional_db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = open_scroll(scroll=prepare_scroll(series=series, number=12))
    fill_register(scroll=whole, orders=1)
    order = Order.objects.get()
    order.payments.create(
        method="stripe",
        reference="pi_odd",
        amount=7,
        currency="usd",
        review_reason="paid a second time",
    )
    call_command("audit")
    assert (
        f"Waits for the committee: payment {order.payments.get(review_reason__gt='').pk} (pi_odd)"
        in (capsys.readouterr().out)
    )
