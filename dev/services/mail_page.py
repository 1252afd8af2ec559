"""The HTML of the mail page. Mails are untrusted input: everything is escaped."""

import re
from email.message import EmailMessage
from html import escape

from dev.services.mail_store import Mail

STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; color: #222; background: #faf9f6;
       max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
a { color: #1d4e7a } h1 { font-size: 1.3rem; font-weight: 600 }
li, table, pre, iframe { background: #fff; border: 1px solid #ddd; border-radius: 4px }
ol { list-style: none; padding: 0 } li { margin: .4rem 0; padding: .6rem .9rem }
li a { text-decoration: none; font-weight: 600 } small, th { color: #666; font-weight: normal }
table { width: 100%; padding: .4rem .6rem; text-align: start } th { width: 6rem; text-align: start }
pre { padding: 1rem; white-space: pre-wrap; font: inherit } iframe { width: 100%; height: 34rem }
"""


def list_page(mails: list[Mail]) -> str:
    """Return the page of all mails; it reloads itself every five seconds."""
    rows = "".join(f"<li>{_row(mail)}</li>" for mail in mails)
    body = f"<ol>{rows}</ol>" if rows else "<p>No mail has been sent yet.</p>"
    return _page("Mails sent", f"<h1>Mails sent</h1>{body}", refresh=True)


def mail_page(mail: Mail) -> str:
    """Return the page of one mail: headers, text, HTML in a sandboxed frame, attachments."""
    names = ("From", "To", "Cc", "Reply-To", "Date", "Message-ID", "List-Unsubscribe")
    headers = "".join(
        f"<tr><th>{name}<td><bdi>{escape(value)}</bdi>"
        for name in names
        if (value := mail.header(name))
    )
    parts = "".join(_part(mail, number, part) for number, part in enumerate(mail.parts))
    title = _subject(mail)
    heading = f'<p><a href="/">All mails</a></p><h1 dir="auto">{escape(title)}</h1>'
    return _page(title, f"{heading}<table>{headers}</table>{parts}")


def _row(mail: Mail) -> str:
    link = f'<a dir="auto" href="/{mail.name}">{escape(_subject(mail))}</a>'
    arrived = f"{mail.arrived:%H:%M:%S, %d %B} UTC"
    return f"{link}<br><small><bdi>{escape(mail.header('To'))}</bdi> · {arrived}</small>"


def _part(mail: Mail, number: int, part: EmailMessage) -> str:
    address = f"/{mail.name}/{number}"
    kind, file = part.get_content_type(), part.get_filename()
    if file or kind not in ("text/plain", "text/html"):
        return (
            f'<p>Attached: <a href="{address}"><bdi>{escape(file or kind)}</bdi></a> ({kind})</p>'
        )
    if kind == "text/html":
        sandbox = "allow-popups allow-popups-to-escape-sandbox"
        return f'<iframe sandbox="{sandbox}" src="{address}" title="HTML"></iframe>'
    text = escape(str(part.get_content()))
    linked = re.sub(r"https?://[^\s<>]+", r'<a href="\g<0>">\g<0></a>', text)
    return f'<pre dir="auto">{linked}</pre>'


def _subject(mail: Mail) -> str:
    return mail.header("Subject") or "(no subject)"


def _page(title: str, body: str, *, refresh: bool = False) -> str:
    reload = '<meta http-equiv="refresh" content="5">' if refresh else ""
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"{reload}<title>{escape(title)}</title><style>{STYLE}</style><body>{body}"
    )
