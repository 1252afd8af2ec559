"""The 304,805 letters of a scroll and their holders. A trigger writes their history."""

from typing import Any

import pgtrigger
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q

from core.storage_parameters import StorageParameters
from letters import torah
from letters.models.inscription import Inscription
from letters.models.scroll import Scroll


class OptionalOneToOneField(models.OneToOneField):  # type: ignore[type-arg]
    """One-to-one, unique by a partial constraint of the model instead of a full unique index.

    A full index would also contain the 304,805 free letters of every new scroll, which makes
    preparing a scroll slower.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "db_index": False})

    @property
    def unique(self) -> bool:
        """True for queries; false for migrations, whose models are rendered in `__fake__`."""
        return self.model.__module__ != "__fake__"

    def deconstruct(self) -> Any:
        """The arguments without `db_index`, which is always false."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("db_index", None)
        return name, path, args, kwargs


class LetterQuerySet(models.QuerySet["Letter"]):
    def free(self) -> "LetterQuerySet":
        """Letters that can be drawn."""
        return self.filter(inscription=None, reserved=False)

    def reserved_free(self) -> "LetterQuerySet":
        """Reserved letters that are not assigned."""
        return self.filter(inscription=None, reserved=True)

    def assigned(self) -> "LetterQuerySet":
        return self.exclude(inscription=None)


_LOG_CHANGES_SQL = """
INSERT INTO letters_letterevent (scroll_id, ordinal, old_inscription, new_inscription, changed_at)
SELECT scroll_id, ordinal, was.inscription_id, held.inscription_id, clock_timestamp()
FROM old_values AS was JOIN new_values AS held USING (scroll_id, ordinal)
WHERE was.inscription_id IS DISTINCT FROM held.inscription_id;
RETURN NULL;
"""


# The lock on the scroll keeps it from becoming full between this check and the commit. As strong as
# that of _MOVE_BEHIND_SQL, which the same update takes next: two that shared it would deadlock.
_REJECT_IF_FULL_SQL = """
PERFORM FROM letters_scroll
WHERE id = OLD.scroll_id AND state IN ('prepared', 'open') FOR NO KEY UPDATE;
IF NOT FOUND THEN
    RAISE EXCEPTION 'a full scroll never has a free letter again'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'full_scroll_keeps_letters';
END IF;
RETURN NEW;
"""


# The lock on the scroll makes letters that come back at the same time take their ranks in turns.
_MOVE_BEHIND_SQL = f"""
PERFORM FROM letters_scroll WHERE id = NEW.scroll_id FOR NO KEY UPDATE;
SELECT coalesce(max(draw_rank), {torah.TOTAL_LETTERS}) + 1 INTO NEW.draw_rank
FROM letters_returnevent WHERE scroll_id = NEW.scroll_id;
INSERT INTO letters_returnevent (scroll_id, ordinal, draw_rank, returned_at)
VALUES (NEW.scroll_id, NEW.ordinal, NEW.draw_rank, clock_timestamp());
RETURN NEW;
"""  # noqa: S608 - a number of ours


_LOG_RESERVATION_SQL = """
INSERT INTO letters_reservationevent (scroll_id, ordinal, reserved, changed_at, context_id)
VALUES (NEW.scroll_id, NEW.ordinal, NEW.reserved, now(), _pgh_attach_context());
RETURN NULL;
"""


class Letter(models.Model):
    """One of the 304,805 places of a scroll. Which letter it is, `letters.torah` knows."""

    pk = models.CompositePrimaryKey("scroll_id", "ordinal")
    scroll = models.ForeignKey(Scroll, models.PROTECT, related_name="letters", db_index=False)
    ordinal = models.IntegerField(help_text="1 to 304,805")
    draw_rank = models.IntegerField(
        help_text="its place in the order of the draw, from 1; above 304,805 if it came back"
    )
    reserved = models.BooleanField(db_default=False, help_text="for the siyum: not drawn")
    inscription = OptionalOneToOneField(
        Inscription, models.PROTECT, null=True, blank=True, related_name="letter"
    )

    objects = LetterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ordinal__gte=1, ordinal__lte=torah.TOTAL_LETTERS),
                name="letter_ordinal_in_range",
            ),
            models.UniqueConstraint(
                fields=["inscription"],
                condition=Q(inscription__isnull=False),
                name="letter_inscription_unique",
            ),
            # Drawn letters leave dead entries at the front of the index of free letters, and every
            # draw reads over them until they are vacuumed: by default after a fifth of the table.
            StorageParameters(
                name="letter_vacuumed_often",
                parameters={
                    "autovacuum_vacuum_threshold": 1000,
                    "autovacuum_vacuum_scale_factor": 0,
                    "autovacuum_vacuum_cost_delay": 0,
                    # By default indexes are left out while few pages have dead rows.
                    "vacuum_index_cleanup": "on",
                },
            ),
        ]
        indexes = [
            models.Index(
                "scroll",
                "draw_rank",
                condition=Q(inscription=None, reserved=False),
                name="letters_free_by_draw_rank",
            ),
            models.Index("scroll", "ordinal", condition=Q(reserved=True), name="letters_reserved"),
        ]
        triggers = [
            # Reassigning a letter directly is always a mistake: it is freed first.
            pgtrigger.Protect(
                name="letter_reassignment_rejected",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__inscription__isnull=False)
                & pgtrigger.Q(new__inscription__isnull=False)
                & pgtrigger.Q(old__inscription__df=pgtrigger.F("new__inscription")),
            ),
            pgtrigger.Protect(name="letter_delete_rejected", operation=pgtrigger.Delete),
            # The commitment to the order of the draw is published before the scroll opens.
            pgtrigger.Protect(
                name="draw_rank_immutable",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__draw_rank__df=pgtrigger.F("new__draw_rank"))
                | pgtrigger.Q(old__ordinal__df=pgtrigger.F("new__ordinal"))
                | pgtrigger.Q(old__scroll__df=pgtrigger.F("new__scroll")),
            ),
            pgtrigger.Trigger(
                name="full_scroll_keeps_letters",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__inscription__isnull=False, new__inscription=None),
                func=_REJECT_IF_FULL_SQL,
            ),
            # Triggers run in the order of their names: after `draw_rank_immutable`, which rejects
            # a rank set by the statement itself.
            pgtrigger.Trigger(
                name="returned_letter_moves_behind",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__inscription=None, new__reserved=False)
                & (pgtrigger.Q(old__inscription__isnull=False) | pgtrigger.Q(old__reserved=True)),
                func=_MOVE_BEHIND_SQL,
            ),
            pgtrigger.Trigger(
                name="letter_history",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                referencing=pgtrigger.Referencing(  # type: ignore[no-untyped-call]
                    old="old_values", new="new_values"
                ),
                func=_LOG_CHANGES_SQL,
            ),
            # For the column only, so that it costs the draw nothing.
            pgtrigger.Trigger(
                name="reservation_history",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("reserved"),  # type: ignore[no-untyped-call]
                condition=pgtrigger.AnyChange("reserved"),
                func=_LOG_RESERVATION_SQL,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scroll_id}:{self.ordinal}"


class LetterEvent(models.Model):
    """A change of the holder of a letter; written by a trigger, never changed."""

    scroll = models.ForeignKey(Scroll, models.PROTECT, db_constraint=False, db_index=False)
    ordinal = models.IntegerField()
    old_inscription = models.BigIntegerField(null=True)
    new_inscription = models.BigIntegerField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index("scroll", "ordinal", name="letterevent_letter"),
            # For the letters given today: a few pages of a table of millions of rows.
            BrinIndex(fields=["changed_at"], name="letterevent_changed_at"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.scroll_id}:{self.ordinal} {self.old_inscription}→{self.new_inscription}"


class ReturnEvent(models.Model):
    """A letter came back to the draw with this new rank; written by a trigger, never changed.

    From an inscription, or from the letters reserved for the siyum. The ranks of a scroll are
    304,806, 304,807, … in the order in which its letters came back.
    """

    scroll = models.ForeignKey(Scroll, models.PROTECT, db_constraint=False, db_index=False)
    ordinal = models.IntegerField()
    draw_rank = models.IntegerField()
    returned_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scroll", "draw_rank"], name="returned_draw_rank_unique"
            ),
            models.CheckConstraint(
                condition=Q(draw_rank__gt=torah.TOTAL_LETTERS), name="returned_behind_all"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.scroll_id}:{self.ordinal} returned as {self.draw_rank}"


class ReservationEvent(models.Model):
    """A letter was reserved or returned to the draw; written by a trigger, never changed.

    pghistory can't track a model with a composite key; its context says who did it.
    """

    scroll = models.ForeignKey(Scroll, models.PROTECT, db_constraint=False)
    ordinal = models.IntegerField()
    reserved = models.BooleanField()
    changed_at = models.DateTimeField()
    context = models.ForeignKey(
        "pghistory.Context", models.DO_NOTHING, null=True, db_constraint=False, db_index=False
    )

    class Meta:
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.scroll_id}:{self.ordinal} {'reserved' if self.reserved else 'returned'}"
