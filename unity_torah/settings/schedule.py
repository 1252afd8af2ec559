"""The periodic tasks of Celery's beat; intervals in seconds.

Most repeat work that a request or another task normally starts at once: each says what it recovers
from, so that its interval is the longest time that the work waits after such a failure.
"""

from celery.schedules import crontab

CELERY_BEAT_SCHEDULE = {
    # A worker that died while sending, a broker that was away when the mail was written, a mail
    # server that refused it; also mail that waits for the end of Shabbos or Yom Tov.
    "deliver due mail": {"task": "messaging.tasks.deliver_due", "schedule": 15},
    # A sender that died between two slices of a mailing, so that nothing queued the next one.
    "send mailings": {"task": "messaging.tasks.send_mailings", "schedule": 5},
    # Recovers from nothing: the addresses of those mails are kept for a day.
    "delete old mails of signing in": {
        "task": "messaging.tasks.delete_old_account_mails",
        "schedule": 60 * 60,
    },
    # Orders paid while no letter was free, and a lost message that letters are available again.
    "fulfil waiting orders": {
        "task": "payments.tasks.fulfil_waiting_orders",
        "schedule": 60,
    },
    # Stripe unreachable when a page was to be expired; and names that were paid in another order.
    "end superseded checkouts": {
        "task": "payments.tasks.end_superseded_checkouts",
        "schedule": 30,
    },
    # Stripe unreachable, or a crash between the decision to refund and its request.
    "send unsent refunds": {"task": "payments.tasks.send_unsent_refunds", "schedule": 30},
    # Recovers from nothing: watches the rate of failed card payments.
    "check for card testing": {"task": "payments.tasks.check_card_testing", "schedule": 60},
    # Recovers from nothing: enforces how long personal data is kept, as does the next one.
    "delete expired requests": {
        "task": "payments.tasks.delete_expired_requests",
        "schedule": 60 * 60,
    },
    "redact payer data": {
        "task": "payments.tasks.redact_payer_data",
        "schedule": crontab(hour="2", minute="30"),
    },
    # Recovers from nothing: compares the names that were inscribed since the last run.
    "find doubles": {"task": "letters.tasks.find_doubles", "schedule": 600},
    # A crash after the last letter of a scroll was drawn, before the scroll was marked as full, the
    # next one opened and its subscribers were notified.
    "open next scrolls": {"task": "letters.tasks.open_next_scrolls", "schedule": 60},
    # Recovers from nothing: the home page is as old as the last run.
    "draw the scrolls at a glance": {"task": "letters.tasks.draw_glances", "schedule": 60},
    # Recovers from nothing: what a day brings that no request does.
    "send last looks": {"task": "letters.tasks.send_last_looks", "schedule": 60 * 60},
    "ask for baby names": {"task": "payments.tasks.ask_for_baby_names", "schedule": 60 * 60},
    "send gifts": {"task": "families.tasks.send_gifts", "schedule": 10 * 60},
    # A worker that died while making a register, or a broker that was away when it was requested.
    "run register exports": {"task": "letters.tasks.run_register_exports", "schedule": 15},
    # Orders that recipients of personal links left unpaid: the list can order their names again.
    "release abandoned orders of name lists": {
        "task": "communities.tasks.release_abandoned_orders",
        "schedule": 60 * 60,
    },
    # A worker that died while importing a register, or a broker that was away; and files that are
    # kept for a limited time.
    "continue with earlier registers": {
        "task": "letters.tasks.continue_earlier_registers",
        "schedule": 60,
    },
    # A worker that died while reading a list, or a broker that was away when it was sent.
    "resume stale name lists": {"task": "communities.tasks.resume_stale_lists", "schedule": 30},
    # A request that died between storing a file and committing its row; likewise photographs below.
    "delete stray uploads": {
        "task": "communities.tasks.delete_stray_uploads",
        "schedule": 60 * 60,
    },
    # A worker that died while printing certificates, or a broker that was away.
    "resume printings": {"task": "communities.tasks.resume_printings", "schedule": 60},
    # Recovers from nothing: files with names are kept for a limited time.
    "expire printings and stopped lists": {
        "task": "communities.tasks.expire_jobs",
        "schedule": 60 * 60,
    },
    "delete stray photographs": {
        "task": "communities.tasks.delete_stray_photos",
        "schedule": 60 * 60,
    },
    # Counts are computed anew, never incremented: a wrong one lasts until the next run only.
    "count communities in the open scroll": {
        "task": "communities.tasks.count_open_scroll",
        "schedule": 60,
    },
    "count communities in all scrolls": {
        "task": "communities.tasks.count_all_scrolls",
        "schedule": 10 * 60,
    },
    "count communities in completed scrolls": {
        "task": "communities.tasks.count_completed_scrolls",
        "schedule": crontab(hour="3", minute="0"),
    },
    # A worker that died while answering a question, or a broker that was away when it was asked.
    "answer questions": {"task": "families.tasks.answer_questions", "schedule": 15},
    # Recovers from nothing: what is asked about people is kept for days only.
    "delete expired questions": {
        "task": "families.tasks.delete_expired_questions",
        "schedule": 60 * 60,
    },
    # A worker that died while deleting personal data, and files that were being made meanwhile.
    "continue deletions": {"task": "families.tasks.continue_erasures", "schedule": 60},
    # Recovers from nothing: a request that nobody confirmed is forgotten.
    "delete unconfirmed deletions": {
        "task": "families.tasks.delete_unconfirmed_erasures",
        "schedule": 60 * 60,
    },
    # A worker that died while making a copy of somebody's data; and files whose time is over.
    "continue downloads": {"task": "families.tasks.continue_downloads", "schedule": 60},
    # Recovers from nothing: names that were never paid for, and looks of the staff.
    "forget old data": {
        "task": "families.tasks.forget_old_data",
        "schedule": crontab(hour="1", minute="15"),
    },
    # Recovers from nothing: who asked for a deletion is forgotten, too.
    "forget requests for deletion": {
        "task": "families.tasks.forget_erasure_requests",
        "schedule": 10 * 60,
    },
    # A worker that died while printing letters by post; and addresses that are kept for a time.
    "continue letters by post": {
        "task": "families.tasks.continue_post_batches",
        "schedule": 60,
    },
    # Recovers from nothing: the day of each reminder comes by itself.
    "queue reminders": {"task": "families.tasks.queue_reminders", "schedule": 30 * 60},
    # Webhooks of Stripe that were lost, late or failed, and answers of Stripe lost by a crash.
    "reconcile with Stripe": {"task": "payments.tasks.reconcile_stripe", "schedule": 15 * 60},
}
