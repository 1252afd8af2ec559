"""`manage.py erase_personal_data --person 17` or `--purchaser 5`, by the number in the admin."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from families.privacy.erasure import NotYet, erase
from families.privacy.files import FilesInUse, delete_files_with
from families.privacy.subject import Subject, subject_of_people, subject_of_purchaser
from letters.models import Person, Purchaser
from payments import gateway


class Command(BaseCommand):
    """Deletes a person, or a purchaser with everybody inscribed from the address, everywhere."""

    help = "Delete somebody's personal data. The letter and the amounts stay."

    def add_arguments(self, parser: CommandParser) -> None:
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("--person", type=int)
        whose.add_argument("--purchaser", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        """Safe to repeat: it is to be where a file was in use."""
        subject, people = _subject(options)
        try:
            erase(subject)
            delete_files_with(people)
        except NotYet as reason:
            raise CommandError(str(reason)) from reason
        except (FilesInUse, gateway.StripeUnavailable) as error:
            raise CommandError(f"Please repeat this in a minute: {error}") from error
        self.stdout.write(f"{len(people)} people are deleted. Their letters stay assigned.")


def _subject(options: dict[str, Any]) -> tuple[Subject, list[int]]:
    """Whose data, and the people in whose files it is, also those deleted before."""
    if options["person"]:
        if not Person.objects.filter(pk=options["person"]).exists():
            raise CommandError("There is no such person.")
        return subject_of_people([options["person"]]), [options["person"]]
    purchaser = Purchaser.objects.filter(pk=options["purchaser"]).first()
    if purchaser is None:
        raise CommandError("There is no such purchaser.")
    own = purchaser.people.order_by("pk").values_list("pk", flat=True)
    return subject_of_purchaser(purchaser), list(own)
