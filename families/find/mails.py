"""The mails of finding a letter. Each is composed from the database only."""

from collections.abc import Sequence

from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from core.calendar.local_day import home_time
from families.find import answering, tripwires
from families.find.decision import is_owner
from families.find.filled_list import filled_list_url
from families.find.places import known_scrolls, place_line, site_address
from families.find.register import Found, read
from families.models import EnumerationAlarm, Question
from messaging.composers import MessageObsolete, composes
from messaging.models import Message
from messaging.short_mail import Button, Mail, Paragraph, build_mail


@composes(answering.ANSWER)
def answer(message: Message) -> EmailMultiAlternatives:
    """The answer to the asker. Obsolete once the question is deleted."""
    question = Question.objects.filter(pk=int(message.about)).first()
    if question is None or question.state != Question.State.ANSWERED:
        raise MessageObsolete
    with override(message.language):
        return build_mail(message, _ANSWERS[Question.Answer(question.answer)](question))


def _yes(question: Question) -> Mail:
    found = read(question.found)
    if not found:  # deleted or returned since
        return _none(question)
    places = [place_line(place) for each in found for place in each.places]
    parts = [
        Paragraph(_("You asked about:"), [question.line]),
        Paragraph(_("Yes, this name has a letter in the Sefer Torah:"), sorted(set(places))),
        _then(question, found),
    ]
    button = Button(_("Send me all my links"), site_address("find_links"))
    return Mail(_("Yes: there is a letter for this name"), parts, button)


def _then(question: Question, found: Sequence[Found]) -> Paragraph:
    if any(is_owner(question.email, each) for each in found):
        return Paragraph(
            _(
                "It was ordered from this address. The certificate and the page of the order "
                "are behind the links that you can have sent to you:"
            )
        )
    return Paragraph(
        _(
            "The certificate went to the address from which the letter was ordered. If that is "
            "another address of yours, you can have the links sent to it:"
        )
    )


def _more(question: Question) -> Mail:
    parts = [
        Paragraph(_("You asked about:"), [question.line]),
        Paragraph(
            _(
                "More than one person may have these names: they do not yet say for certain who "
                "is meant."
            )
        ),
        Paragraph(_add_facts()),
        Paragraph(_in_doubt()),
    ]
    return Mail(_("One more fact is needed"), parts, _ask_again(question))


def _none(question: Question) -> Mail:
    parts = [
        Paragraph(_("You asked about:"), [question.line]),
        Paragraph(
            _("This name was not found for certain in the scrolls we know:"), known_scrolls()
        ),
        Paragraph(
            _(
                "It may be written otherwise there. If somebody inscribed a name much like it, we "
                "ask them whether to send you the certificate; that they were asked, or that "
                "there is such a person, we do not say."
            )
        ),
        # Several may have the name: the answer does not say whether anybody has.
        Paragraph(_add_facts(), link=_ask_again(question)),
        Paragraph(f"{_in_doubt()} {_('The list behind this link already has the name.')}"),
    ]
    return Mail(
        _("Not found in the scrolls we know"),
        parts,
        Button(_("Take a letter for this name"), filled_list_url(question)),
    )


def _add_facts() -> str:
    return _(
        "Add the year of birth, the other parent or the city, as far as you know them, "
        "and ask again."
    )


def _ask_again(question: Question) -> Button:
    link = f"{site_address('find')}?question={question.token}"
    return Button(_("Add a fact and ask again"), link)


def _in_doubt() -> str:
    return _("If in doubt, one takes a letter: there is a merit in each scroll.")


_ANSWERS = {
    Question.Answer.YES: _yes,
    Question.Answer.MORE: _more,
    Question.Answer.NONE: _none,
}


@composes(tripwires.ALARM)
def alarm(message: Message) -> EmailMultiAlternatives:
    """To the committee: what was looked up in the hour, without a name or an address."""
    hour = tripwires.begin_of(message.about)
    with override(message.language):
        first = _(
            "Somebody seems to try name after name in “find my letter”. In the hour from %(hour)s: "
            "%(all)s look-ups, %(misses)s of them in vain, %(invented)s of invented people whom "
            "nobody knows, from %(networks)s networks."
        )
        then = _(
            "Nobody was told anything that they did not know. After two misses an asker’s browser "
            "has to work longer for each further one, and after twelve in an hour it is refused."
        )
        counts = tripwires.counts_of_hour(message.about)
        parts = [Paragraph(first % {"hour": f"{home_time(hour):%H:%M %Z}", **counts})]
        found = EnumerationAlarm.objects.filter(hour=hour, telephone__gt=0).first()
        if found:
            text = ngettext(
                "On the telephone page %(count)s invented person was searched for: the looks at "
                "personal data in that hour say by whom.",
                "On the telephone page invented people were searched for %(count)s times: the "
                "looks at personal data in that hour say by whom.",
                found.telephone,
            )
            parts.append(Paragraph(text % {"count": found.telephone}))
        parts.append(Paragraph(then))
        return build_mail(message, Mail(_("Somebody tries name after name"), parts))
