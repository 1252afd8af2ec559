"""One-click unsubscription (RFC 8058): its headers and its page."""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from messaging.models import Message
from messaging.suppressions import Reason, is_unsubscribed, resubscribe, suppress

_SIGNER = Signer(salt="messaging.unsubscribe", sep=".")


def unsubscribe_url(message: Message) -> str:
    """The recipient's unsubscription page; the URL contains no personal data."""
    path = reverse("unsubscribe", args=[_SIGNER.sign(str(message.pk))])
    return f"{settings.SITE_URL}{path}"


def unsubscribe_headers(message: Message) -> dict[str, str]:
    """The headers for a mail program's own unsubscribe button."""
    return {
        "List-Unsubscribe": f"<{unsubscribe_url(message)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


@csrf_exempt  # the POST comes from the recipient's mail provider, with nothing but the address
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """POST unsubscribes, or resubscribes with `undo`. GET only shows: scanners open every link."""
    message = _message(token)
    if request.method == "POST":
        if "undo" in request.POST:
            resubscribe(message.recipient)
        else:
            suppress(email=message.recipient, reason=Reason.UNSUBSCRIBED)
    with override(message.language):
        page = render(
            request,
            "messaging/unsubscribe.html",
            {
                "left": is_unsubscribed(message.recipient),
                "undone": "undo" in request.POST,
                "address": message.recipient,
            },
        )
    page["X-Robots-Tag"] = "noindex"
    return page


def _message(token: str) -> Message:
    try:
        message_id = int(_SIGNER.unsign(token))
    except BadSignature:
        raise Http404 from None
    return get_object_or_404(Message, pk=message_id)
