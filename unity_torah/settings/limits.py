"""How much is accepted: sizes, and how often something may be done from one place."""

from unity_torah.environment import env

# A basket is for a family. 500 pasted names must get a message, not an error page.
BASKET_LIMIT = 100
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

# Checkouts requested within an hour and not paid (see payments.abuse.checkout_limits): from the
# first number on a proof of work is required, from the second on requests are refused.
CHECKOUT_LIMITS = {
    "address": (env.int("CHECKOUTS_PER_ADDRESS", default=20), 0),  # may be shared: never refused
    "browser": (env.int("CHECKOUTS_PER_BROWSER", default=6), 24),
    "email": (env.int("CHECKOUTS_PER_EMAIL", default=6), 24),
}
# Orders by bank transfer within an hour whose money has not come; more are refused. An address may
# be a school's or a town's.
TRANSFER_LIMITS = {"browser": 12, "email": 12, "address": 120}
# Within ten minutes: at least `refused` cards refused, and more than `refused_per_paid` of them for
# each order paid; or at least `begun` checkouts, of which less than `paid_percent` were paid.
CARD_TESTING_THRESHOLDS = {"refused": 20, "refused_per_paid": 3, "begun": 100, "paid_percent": 5}
# Look-ups in "find my letter" within an hour that found nothing (see families.find.limits): from
# the first number on a proof of work is required, from the second on (0: never) they are refused.
FIND_LIMITS = {
    "email": (2, 12),
    "browser": (2, 12),
    "network": (30, 200),  # may be a school's or a town's
    "site": (1_000, 0),
}
# A transfer is offered beside the card from this sum on, in minor units.
BANK_TRANSFER_MINIMUM = env.int("BANK_TRANSFER_MINIMUM", default=10_000)
