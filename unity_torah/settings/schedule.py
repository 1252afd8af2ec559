"""The periodic tasks of Celery's beat; intervals in seconds."""

from celery.schedules import crontab

CELERY_BEAT_SCHEDULE = {
    "deliver due mail": {"task": "messaging.tasks.deliver_due", "schedule": 15},
    "send mailings": {"task": "messaging.tasks.send_mailings", "schedule": 5},
    "fulfil waiting orders": {
        "task": "payments.tasks.fulfil_waiting_orders",
        "schedule": 60,
    },
    "send unsent refunds": {"task": "payments.tasks.send_unsent_refunds", "schedule": 30},
    "check for card testing": {"task": "payments.tasks.check_card_testing", "schedule": 60},
    "delete expired requests": {
        "task": "payments.tasks.delete_expired_requests",
        "schedule": 60 * 60,
    },
    "redact payer data": {
        "task": "payments.tasks.redact_payer_data",
        "schedule": crontab(hour="2", minute="30"),
    },
    "open next scrolls": {"task": "letters.tasks.open_next_scrolls", "schedule": 60},
    "run register exports": {"task": "letters.tasks.run_register_exports", "schedule": 15},
    "release abandoned orders of name lists": {
        "task": "communities.tasks.release_abandoned_orders",
        "schedule": 60 * 60,
    },
    "resume stale name lists": {"task": "communities.tasks.resume_stale_lists", "schedule": 30},
    "delete stray uploads": {
        "task": "communities.tasks.delete_stray_uploads",
        "schedule": 60 * 60,
    },
    "resume printings": {"task": "communities.tasks.resume_printings", "schedule": 60},
    "expire printings and stopped lists": {
        "task": "communities.tasks.expire_jobs",
        "schedule": 60 * 60,
    },
    "delete stray photographs": {
        "task": "communities.tasks.delete_stray_photos",
        "schedule": 60 * 60,
    },
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
    "reconcile with Stripe": {"task": "payments.tasks.reconcile_stripe", "schedule": 15 * 60},
}
