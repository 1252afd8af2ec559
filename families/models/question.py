"""Questions whether somebody has a letter, kept for days only."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from letters.models import Inscription, NameFields, new_token


class Attempt(models.Model):
    """A look-up in the register, counted by the limits for an hour.

    The asker is stored as keyed hashes. It is a miss until something was found.
    """

    email = models.CharField(max_length=32, blank=True)
    browser = models.CharField(max_length=32, blank=True)
    network = models.CharField(max_length=32, blank=True)
    miss = models.BooleanField(default=True)
    tripwire = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index("email", "at", condition=Q(miss=True), name="misses_of_email"),
            models.Index("browser", "at", condition=Q(miss=True), name="misses_of_browser"),
            models.Index("network", "at", condition=Q(miss=True), name="misses_of_network"),
            models.Index("at", name="attempts_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at}"


class Question(NameFields):
    """Who is asked about, and the proved address that the answer is mailed to."""

    class State(models.TextChoices):
        UNPROVED = "unproved", _("the address is not proved")
        QUEUED = "queued", _("to be answered")
        ANSWERED = "answered", _("answered")

    class Answer(models.TextChoices):
        YES = "yes", _("found")
        MORE = "more", _("one more fact is needed")
        NONE = "none", _("not found")

    token = models.CharField(max_length=32, unique=True, default=new_token)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    city = models.CharField(max_length=80, blank=True)
    email = models.EmailField()
    language = models.CharField(max_length=5)
    zone = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.UNPROVED)
    # A keyed hash; the code itself is in the mail only.
    code_hash = models.CharField(max_length=32, blank=True)
    code_attempts = models.PositiveSmallIntegerField(default=0)
    attempt = models.OneToOneField(
        Attempt, models.SET_NULL, null=True, blank=True, related_name="question"
    )
    answer = models.CharField(max_length=4, choices=Answer, blank=True)
    # Of a yes: rows of the register, as <source>:<id>.
    found = ArrayField(models.CharField(max_length=40), default=list)
    # Keys of two facts of the name: see families.find.narrowing. Empty until it is answered.
    pair_keys = ArrayField(models.BigIntegerField(), default=list)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="answered") ^ Q(answer=""), name="question_answered_has_answer"
            ),
            models.CheckConstraint(
                condition=Q(answer="yes") | Q(found=[]), name="question_found_is_yes"
            ),
        ]
        indexes = [
            models.Index("id", condition=Q(state="queued"), name="questions_queued"),
            models.Index("created_at", name="questions_created"),
            GinIndex(fields=["pair_keys"], name="question_pair_keys"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class OwnerRequest(models.Model):
    """Whether the one who inscribed a person sends the certificate to somebody who asks."""

    class Reply(models.TextChoices):
        YES = "yes", _("send the certificate")
        NO = "no", _("do not send it")
        NOT_ME = "not_me", _("it is not theirs")

    question = models.ForeignKey(Question, models.CASCADE, related_name="owner_requests")
    inscription = models.ForeignKey(Inscription, models.CASCADE, related_name="owner_requests")
    email = models.EmailField()
    language = models.CharField(max_length=5)
    zone = models.CharField(max_length=64, blank=True)
    token = models.CharField(max_length=32, unique=True, default=new_token)
    reply = models.CharField(max_length=6, choices=Reply, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    replied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "email"], name="owner_asked_once"),
            models.CheckConstraint(
                condition=Q(reply="") ^ Q(replied_at__isnull=False),
                name="owner_request_replied_has_time",
            ),
        ]
        indexes = [models.Index("email", "created_at", name="owner_requests_of_email")]

    def __str__(self) -> str:
        return str(self.pk)
