"""Signals for the apps above."""

from django.dispatch import Signal

# Sent after a commit that made letters of a series available to draws; argument: series_id.
letters_available = Signal()

# Sent in the transaction that corrects a name; argument: person, as it is now.
person_renamed = Signal()
