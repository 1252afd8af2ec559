"""The roles of the staff: what each may do in the admin, and nothing more.

A role is one of Django's groups, synchronised with this table after every migration: changes to a
group by hand are undone. Only a superuser gives roles. A shliach has none of them: access to a
community's pages comes from a `Membership`.
"""

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission

_PEOPLE = "letters.view_person letters.view_inscription letters.view_certificate"
_SCROLLS = "letters.view_series letters.view_price letters.view_scroll"
_HISTORY = "pghistory.view_context"
_HOTLINE = "families.answer_telephone families.take_payment"
_POST = (
    "families.view_posting families.view_postbatch families.add_postbatch families.change_postbatch"
)

ROLES: dict[str, str] = {
    # Everything but giving accounts and roles, which a superuser does.
    "committee": f"""
        letters.* payments.* messaging.* communities.* organisation.* {_POST} {_HISTORY}
        families.view_call families.view_callstep families.view_look {_HOTLINE}
        families.view_erasurerequest families.change_erasurerequest
        families.view_erasure families.change_erasure
        families.view_enumerationalarm families.change_enumerationalarm
    """,
    # Corrects names, prints the register, and posts certificates. No money, no steps of a scroll.
    "registrar": f"""
        {_SCROLLS} {_PEOPLE} {_HISTORY}
        letters.change_person letters.view_purchaser letters.view_community
        letters.export_register letters.view_registerexport {_POST}
        payments.view_order payments.view_orderline messaging.view_message
        families.view_erasurerequest families.change_erasurerequest
        families.view_erasure families.change_erasure
    """,
    # Confirms payments, refunds, answers disputes. Corrects no name, opens no scroll.
    "treasurer": f"""
        {_SCROLLS} {_PEOPLE} {_HISTORY}
        letters.view_purchaser letters.view_community
        payments.view_* payments.add_refund payments.change_refund
        payments.add_manualpayment payments.change_manualpayment
        payments.add_fundentry payments.change_fundentry
        payments.add_fundquota payments.change_fundquota
        payments.change_stripeevent payments.change_dispute
        organisation.view_organisation organisation.change_organisation
        messaging.view_message
    """,
    # Answers the telephone on a page of its own; sees nothing of the admin. Money up to the limit
    # of a price counts at once, above it the treasurer approves.
    "hotline": _HOTLINE,
}


def sync_groups(sender: AppConfig | None = None, **_: Any) -> None:
    """Give each group the permissions of its role, as far as they exist by now."""
    if sender is not None:
        create_permissions(sender, verbosity=0)  # its own handler may run after this one
    known = {
        f"{app}.{codename}": pk
        for pk, app, codename in Permission.objects.values_list(
            "pk", "content_type__app_label", "codename"
        )
    }
    for role, rules in ROLES.items():
        group, _new = Group.objects.get_or_create(name=role)
        group.permissions.set(
            pk for name, pk in known.items() if any(_matches(name, rule) for rule in rules.split())
        )


def _matches(name: str, rule: str) -> bool:
    # Nothing of the register is deleted by hand: a star never includes deletion.
    if rule.endswith("*"):
        return name.startswith(rule[:-1]) and ".delete_" not in name
    return name == rule
