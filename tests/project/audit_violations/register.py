"""Letters, scrolls and draws that contradict the audit's sentences."""

# ruff: noqa: S608 - statements composed of constants

from tests.project.audit_violations.statements import (
    EACH_LINE,
    NEW,
    RESERVED,
    Violation,
    clone,
    free,
    refund,
    state,
)

VIOLATIONS = [
    Violation(
        "two letters",
        "DROP INDEX letter_inscription_unique;"
        "UPDATE letters_letter SET inscription_id = {inscription} WHERE ordinal = {free};",
        ["1. inscription {inscription} has 2 letters; {lower} is one"],
    ),
    Violation(
        "a letter of another series",
        clone(
            "letters_series", "{series}", f'{{"id": {NEW}, "slug": "another", "is_default": false}}'
        )
        + f"UPDATE letters_inscription SET series_id = {NEW} WHERE id = {{inscription}};",
        [
            f"1. inscription {{inscription}} of series {NEW} has letter {{scroll}}:{{ordinal}} "
            "of series {series}"
        ],
    ),
    Violation(
        "a turn changed",
        "UPDATE letters_letter SET draw_rank = 8000 WHERE ordinal = {free};",
        [
            "2. 1 letters of scroll {scroll} do not have the draw rank of its seed or of their "
            "return; {free} is one"
        ],
    ),
    Violation(
        "a return that did not happen",
        "INSERT INTO letters_returnevent (scroll_id, ordinal, draw_rank, returned_at) "
        "VALUES ({scroll}, {free}, 304810, now());",
        [
            "2. 1 letters of scroll {scroll} do not have the draw rank of its seed or of their "
            "return; {free} is one",
            "2. letter {scroll}:{free} came back with rank 304810, not 304806",
            "2. letter {scroll}:{free} came back 0 times by its history, 1 times by its ranks",
        ],
    ),
    Violation(
        "another commitment",
        "UPDATE letters_scroll SET commitment = repeat('0', 64);",
        ["2. the seed of scroll {scroll} is not the one committed to"],
    ),
    Violation(
        "a full scroll with free letters",
        "UPDATE letters_scroll SET state = 'full';",
        ["5. scroll {scroll} is full and has 1000 free letters; {lowest} is one"],
    ),
    Violation(
        "a completed scroll with a kept letter that nobody has",
        RESERVED + "UPDATE letters_scroll SET state = 'completed';",
        ["5. scroll {scroll} is completed and has 1000 free letters; {lowest} is one"],
    ),
    Violation(
        "a completed scroll that changed",
        "UPDATE letters_scroll SET state = 'completed';"
        "INSERT INTO letters_letterevent (scroll_id, ordinal, changed_at)"
        " VALUES ({scroll}, {ordinal}, '2100-01-01T00:00Z');",
        [
            "5. scroll {scroll} is completed and has 1000 free letters; {lowest} is one",
            "5. letter {scroll}:{ordinal} changed at 2100-01-01 00:00:00+00, after its scroll was "
            "completed",
        ],
    ),
    Violation(
        "two open scrolls",
        "DROP INDEX one_open_scroll_per_series;"
        + clone("letters_scroll", "{scroll}", f'{{"id": {NEW}, "number": 99}}'),
        [
            f"2. scroll {NEW} has 0 letters",
            f"6. series {{series}} has 2 open scrolls, {{scroll}} and {NEW}",
        ],
    ),
    Violation(
        "an order that waits beside free letters",
        free() + state("waiting"),
        ["6. order {order} waits for 3 letters while 1003 are free"],
    ),
    Violation(
        "an order that waits for more than is free",
        free() + state("waiting") + RESERVED,
        [],
    ),
    Violation(
        "an order that waits for its money to come back",
        refund(300, "unsent") + EACH_LINE + free() + state("waiting"),
        [],
    ),
]
