"""Signals that apps above this one receive."""

from django.dispatch import Signal

# A mail about signing in is to be sent; arguments: mail (AccountMail), recipient, language.
account_mail_written = Signal()
