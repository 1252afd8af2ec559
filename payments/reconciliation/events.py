"""Events: retry the failed ones, and check their API version."""

from datetime import datetime

from django.db.models import Count, Min
from django.db.models.fields.json import KT

from payments import gateway
from payments.checkout.webhooks import retry_event
from payments.models import StripeEvent
from payments.reconciliation.report import Report


def reconcile_events(report: Report, since: datetime) -> None:
    """Retry failed events, and report events rendered in another API version."""
    failed = StripeEvent.objects.filter(
        outcome=StripeEvent.Outcome.FAILED, body__api_version=gateway.VERSION
    )
    for event_id in list(failed.order_by("received_at").values_list("pk", flat=True)):
        with report.item(f"event {event_id}"):
            _retry(report, event_id)
    versions = (
        StripeEvent.objects.filter(received_at__gte=since)
        .values(version=KT("body__api_version"))
        .annotate(count=Count("pk"), one=Min("pk"))
        .order_by("version")
    )
    for group in versions:
        if group["version"] != gateway.VERSION:
            report.found(
                f"{group['count']} events came in version {group['version']} of Stripe's API, not "
                f"{gateway.VERSION} ({group['one']} is one): set the endpoint's version"
            )


def _retry(report: Report, event_id: str) -> None:
    stored = StripeEvent.objects.get(pk=event_id)
    if retry_event(stored):
        report.repaired(f"event {event_id} ({stored.type}) is handled")
        return
    stored.refresh_from_db()
    report.found(f"event {event_id} ({stored.type}) fails: {stored.error}")
