"""Completing a scroll in the admin: a preview, a test mail, and the completion."""

import logging
import smtplib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from anymail.exceptions import AnymailError
from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from core.admin.base import ReadOnlyAdmin
from core.admin.decorators import object_action
from core.admin.steps import change_url
from letters.admin.scroll_actions import COLUMNS, SIYUM
from letters.admin.scroll_forms import ConfirmNumberForm
from letters.models import Scroll
from letters.scrolls.scrolls import WrongState
from letters.siyum.announcement import local_siyum_time
from letters.siyum.completion import (
    ObstacleKind,
    complete_and_prepare_mail,
    obstacles,
    preview_completion,
)
from letters.siyum.mail import siyum_sample
from messaging.models import Suppression

logger = logging.getLogger(__name__)

COMPLETE = "complete"
# The step where an obstacle is resolved; the others on the scroll's page.
_FIX_STEPS = {ObstacleKind.NO_DATE: SIYUM, ObstacleKind.COLUMNS: COLUMNS}


@dataclass(frozen=True)
class MailSample:
    """A preview of the mail in one language."""

    code: str
    language: str
    subject: str
    html: str


class CompletionAdmin(ReadOnlyAdmin):
    """The action that completes a scroll, and its page."""

    def has_complete_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        return request.user.has_perm("letters.complete_scroll")

    @object_action(
        description=gettext_lazy("Complete"),
        url_path=COMPLETE,
        icon="workspace_premium",
        permissions=["complete"],
    )
    def complete(self, request: HttpRequest, scroll: Scroll) -> HttpResponse:
        """Preview, test mail, and completion once the number is typed."""
        if scroll.state == Scroll.State.COMPLETED:
            messages.warning(request, _("The scroll is completed already."))
            return redirect(change_url(scroll))
        if request.POST.get("test") in dict(settings.LANGUAGES):
            _send_test(request, scroll, request.POST["test"])
            return redirect(request.path)
        form = ConfirmNumberForm(request.POST or None, scroll=scroll)
        if form.is_valid():
            return self._complete(request, scroll)
        return TemplateResponse(
            request,
            "admin/letters/completion.html",
            {
                **self.admin_site.each_context(request),
                "title": _("Complete the scroll"),
                "opts": self.model._meta,
                "original": scroll,
                "back": change_url(scroll),
                "form": form,
                **_context(scroll),
            },
        )

    def _complete(self, request: HttpRequest, scroll: Scroll) -> HttpResponse:
        try:
            mailing = complete_and_prepare_mail(scroll=scroll, by=request.user)
        except WrongState as refused:
            messages.warning(request, _("Nothing was done. %(reason)s") % {"reason": str(refused)})
            return redirect(request.path)
        self.log_change(request, scroll, "completed")
        messages.success(
            request, _("The scroll is completed. The e-mails are prepared and wait to be sent.")
        )
        if request.user.has_perm("messaging.view_mailing"):
            return redirect(change_url(mailing))
        return redirect(change_url(scroll))


def _context(scroll: Scroll) -> dict[str, Any]:
    """The preview of the completion for the template."""
    preview = preview_completion(scroll)
    moment = local_siyum_time(scroll)
    return {
        "scroll": scroll,
        "preview": preview,
        "languages": [(_language(code), count) for code, count in preview.recipients],
        "suppressed": [(Suppression.Reason(reason).label, n) for reason, n in preview.suppressed],
        "obstacles": [
            (obstacle.message, _fix_url(scroll, obstacle.kind)) for obstacle in obstacles(scroll)
        ],
        "day": scroll.siyum_day,
        "clock": f"{moment:%H:%M}" if moment else "",
        "zone": scroll.siyum_zone,
        "is_future": moment and moment > timezone.now(),
        "samples": _samples(scroll),
    }


def _fix_url(scroll: Scroll, kind: ObstacleKind) -> str:
    step = _FIX_STEPS.get(kind)
    return f"{change_url(scroll).removesuffix('change/')}{step}/" if step else change_url(scroll)


def _samples(scroll: Scroll) -> Sequence[MailSample]:
    samples = []
    for code, _name in settings.LANGUAGES:
        mail = siyum_sample(scroll=scroll, recipient="", language=code)
        samples.append(MailSample(code, _language(code), str(mail.subject), _html(mail)))
    return samples


def _html(mail: EmailMultiAlternatives) -> str:
    return str(mail.alternatives[0][0])


def _language(code: str) -> str:
    """The name of a language in the active one."""
    return str(_(get_language_info(code)["name"]))


def _send_test(request: HttpRequest, scroll: Scroll, language: str) -> None:
    """Send the mail to the user at once, and show the result."""
    recipient: str = request.user.email  # type: ignore[union-attr]
    if not recipient:
        messages.warning(request, _("Your account has no e-mail address."))
        return
    try:
        siyum_sample(scroll=scroll, recipient=recipient, language=language).send()
    except (smtplib.SMTPException, OSError, AnymailError) as error:
        logger.warning("a test of the siyum's mail was not sent", exc_info=True)
        messages.error(
            request, _("It could not be sent: %(error)s") % {"error": f"{error}" or repr(error)}
        )
    else:
        messages.success(request, _("It is sent to %(address)s.") % {"address": recipient})
