"""Audit checks of name lists."""

from collections.abc import Iterator

from core.audit import Check, Finding, run_checks

ROWS = """
SELECT listed.id AS row_id, listed.inscription_id AS inscription, listed.paid_by_recipient,
       ordered.id AS order_id, ordered.state, name_list.community_id AS community,
       ordered.community_id AS payer
FROM communities_row AS listed
JOIN communities_namelist AS name_list ON name_list.id = listed.name_list_id
LEFT JOIN payments_orderline AS line ON line.inscription_id = listed.inscription_id
LEFT JOIN payments_order AS ordered ON ordered.id = line.order_id
WHERE listed.inscription_id IS NOT NULL
"""
_ROWS = [
    Check(
        8, "row {row_id} has inscription {inscription}, which is in no order", "order_id IS NULL"
    ),
    Check(8, "row {row_id} is in order {order_id}, which was canceled", "state = 'canceled'"),
    Check(
        8,
        "row {row_id} of community {community} is in order {order_id} of another",
        "NOT paid_by_recipient AND order_id IS NOT NULL AND payer IS DISTINCT FROM community",
    ),
]


def findings() -> Iterator[Finding]:
    yield from run_checks(ROWS, _ROWS)
