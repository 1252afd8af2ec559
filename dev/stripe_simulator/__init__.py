"""A Stripe that runs on this machine: a separate program, for the demo and the tests.

It serves the part of Stripe's API that we use, over HTTP, to the unmodified `stripe` library. It
imports nothing of ours and nothing outside the standard library, moves no money, and is not in the
production image.
"""
