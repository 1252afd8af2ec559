"""The roles of the staff: what each may do in the admin, and nothing more.

A role is one of Django's groups, made from this table after every migration: who changes a group by
hand finds it as it was. Only a superuser gives roles. A shliach has none of them: his pages are
those of his communities, and his place there is a `Membership`.
"""

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission

_PEOPLE = "letters.view_person letters.view_inscription letters.view_certificate"
_SCROLLS = "letters.view_series letters.view_price letters.view_scroll"
_HISTORY = "pghistory.view_context"

ROLES: dict[str, str] = {
    # Sees everything and takes every step; its own accounts are a superuser's to give.
    "committee": "letters.* payments.* messaging.* communities.* " + _HISTORY,
    # Knows the people: corrects a name, prints the register. No money, no scroll's life.
    "registrar": f"""
        {_SCROLLS} {_PEOPLE} {_HISTORY}
        letters.change_person letters.view_purchaser letters.view_community
        letters.export_register letters.view_registerexport
        payments.view_order payments.view_orderline messaging.view_message
    """,
    # Knows the money: confirms, gives back, answers disputes. Corrects no name, opens no scroll.
    "treasurer": f"""
        {_SCROLLS} {_PEOPLE} {_HISTORY}
        letters.view_purchaser letters.view_community
        payments.view_* payments.add_refund payments.change_refund
        payments.add_offlinepayment payments.change_offlinepayment
        payments.add_fundentry payments.change_fundentry
        payments.add_fundquota payments.change_fundquota
        payments.change_stripeevent payments.change_organisation payments.change_dispute
        messaging.view_message
    """,
}


def keep_roles(sender: AppConfig | None = None, **_: Any) -> None:
    """Make the groups what the table says, with the permissions that exist by now."""
    if sender is not None:
        create_permissions(sender)  # whoever of the two hears of the migration first
    known = {
        f"{app}.{codename}": pk
        for pk, app, codename in Permission.objects.values_list(
            "pk", "content_type__app_label", "codename"
        )
    }
    for role, rules in ROLES.items():
        group, _new = Group.objects.get_or_create(name=role)
        group.permissions.set(
            pk for name, pk in known.items() if any(_fits(name, rule) for rule in rules.split())
        )


def _fits(name: str, rule: str) -> bool:
    # Nothing of the register is deleted by hand, whatever a star says.
    if rule.endswith("*"):
        return name.startswith(rule[:-1]) and ".delete_" not in name
    return name == rule
