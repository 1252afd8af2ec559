"""Signals for the apps above."""

from django.dispatch import Signal

# Sent after a commit that made letters of a series available to draws; argument: series_id.
letters_available = Signal()
