"""Mails of signing in: somebody waits for them, so they are never deferred or suppressed."""

from datetime import timedelta

from django.core.mail import EmailMultiAlternatives
from django.dispatch import receiver
from django.utils import timezone

from accounts.cleanup import RETENTION
from accounts.models import AccountMail
from accounts.signals import account_mail_written
from messaging.claims import ACCOUNT
from messaging.composers import MessageObsolete, composes
from messaging.models import Message
from messaging.outbox import enqueue


@receiver(account_mail_written)
def _enqueue(mail: AccountMail, recipient: str, language: str, **_: object) -> None:
    enqueue(kind=ACCOUNT, about=str(mail.pk), recipient=recipient, language=language)


@composes(ACCOUNT)
def account_mail(message: Message) -> EmailMultiAlternatives:
    """The mail as rendered; obsolete once its code is, and for an address without an account."""
    mail = AccountMail.objects.filter(pk=int(message.about), expires_at__gt=timezone.now()).first()
    if mail is None or not mail.to_be_sent:
        raise MessageObsolete
    return EmailMultiAlternatives(subject=mail.subject, body=mail.body, to=[message.recipient])


def delete_old_messages() -> None:
    """Delete the messages whose mails are deleted: strangers may have typed the addresses."""
    before = timezone.now() - RETENTION - timedelta(hours=1)
    old = Message.objects.filter(kind=ACCOUNT, created_at__lt=before)
    old.exclude(state=Message.State.QUEUED).delete()
