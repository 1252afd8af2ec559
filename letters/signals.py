"""What the register tells the apps above it."""

from django.dispatch import Signal

# Letters of a series can be given that could not be before; argument: series_id. After the commit.
letters_available = Signal()
