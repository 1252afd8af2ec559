"""The layout of every page of the simulator."""

from html import escape

STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --ground: #fbfaf7; --line: #6b7280;
  --soft: #eef0f2; --act: #14507a; --on-act: #ffffff; --notice: #8a1c1c; }
@media (prefers-color-scheme: dark) { :root { --ink: #eceae4; --ground: #16181b; --line: #8b929c;
  --soft: #23272c; --act: #9cc7e8; --on-act: #10202c; --notice: #ffb4a8; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 1.0625rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
.mark { margin: 0; padding: .5rem 1rem; background: var(--soft); font-size: .9375rem;
  text-align: center; }
main { max-width: 30rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
main.wide { max-width: 64rem; }
h1 { font-size: 1.25rem; margin: 0 0 1rem; } h2 { font-size: 1.0625rem; margin: 2rem 0 .5rem; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { text-align: start; padding: .4rem .5rem .4rem 0; vertical-align: top;
  border-bottom: 1px solid var(--soft); font-weight: normal; }
thead th, tfoot th, tfoot td { font-weight: 600; }
.amount { text-align: end; padding-inline-end: 0; white-space: nowrap; }
.scroll { overflow-x: auto; }
.wide table { font-size: .875rem; overflow-wrap: normal; white-space: nowrap; }
.wide th, .wide td { padding-inline-end: 1.25rem; }
label { display: block; margin: 1rem 0 .25rem; }
input { width: 100%; font: inherit; color: inherit; background: transparent; padding: .6rem;
  border: 1px solid var(--line); border-radius: 4px; }
button { font: inherit; width: 100%; min-height: 2.75rem; margin-top: .75rem; padding: .5rem 1rem;
  border-radius: 4px; border: 1px solid var(--line); background: transparent; color: inherit;
  cursor: pointer; }
button.first { background: var(--act); border-color: var(--act); color: var(--on-act); }
td button, .actions button { width: auto; min-height: 0; margin: 0 .25rem .25rem 0;
  padding: .2rem .6rem; }
.actions { margin-top: .5rem; }
td form, .actions form { display: inline; }
:focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
.notice { border-inline-start: 4px solid var(--notice); padding: .25rem .75rem;
  color: var(--notice); font-weight: 600; }
a { color: var(--act); } .quiet { font-size: .9375rem; }
"""


def render_page(title: str, content: str, *, wide: bool = False) -> bytes:
    """A whole page. `content` is HTML already, `title` is text."""
    kind = ' class="wide"' if wide else ""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="robots" content="noindex">\n'
        f'<title>{escape(title)}</title>\n<link rel="icon" href="data:,">\n'
        f"<style>{STYLE}</style>\n</head>\n<body>\n"
        '<p class="mark" role="note">'
        "<strong>Stripe simulator: no real money</strong></p>\n"
        f"<main{kind}>\n<h1>{escape(title)}</h1>\n{content}\n</main>\n</body>\n</html>\n"
    ).encode()


def button(identifier: str, act: str, label: str, *, first: bool = False) -> str:
    """A button that sends its form with `act`."""
    kind = ' class="first"' if first else ""
    return (
        f'<button type="submit" id="{escape(identifier)}" name="act" value="{escape(act)}"{kind}>'
        f"{escape(label)}</button>"
    )


def notice(sentence: str) -> str:
    """A message that screen readers announce; nothing when it is empty."""
    return f'<p class="notice" role="alert" id="notice">{escape(sentence)}</p>' if sentence else ""


def link(url: str, label: str, identifier: str) -> str:
    return f'<p class="quiet"><a id="{identifier}" href="{escape(url)}">{escape(label)}</a></p>'
