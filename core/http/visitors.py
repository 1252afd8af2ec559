"""Who opened a page: a person's browser, or a machine that follows links.

Chat programs and mail scanners open every link to show a preview or to look for malware. What is
told to a bank or a shliach as "opened" must be a person's act.
"""

import re

from django.http import HttpRequest

# Previews and scanners by their own words. Some drive a real browser, and send its headers.
_ROBOTS = re.compile(
    r"(?<!cu)bot\b|bot/|crawl|spider|scan|preview|prefetch|headless|phantom|playwright|puppeteer"
    r"|facebookexternalhit|facebookcatalog|^whatsapp|skypeuri|vkshare|slack-img|^viber"
    r"|embedly|iframely|outbrain|google-safety|googleimageproxy|yahoo!"
    r"|barracuda|mimecast|proofpoint|safelinks|symantec|fireeye|cloudmark|ironport|trendmicro"
    r"|curl|wget|python|java/|go-http|okhttp|axios|node-fetch|libwww|httpclient|apache-http",
    re.IGNORECASE,
)
# A browser's own loading ahead of its user, by old and new header.
_AHEAD = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")


def opened_by_person(request: HttpRequest) -> bool:
    """Whether a person opened this page in a browser, or sent its form.

    Browsers send Sec-Fetch-Dest with each navigation (since 2020, Safari since 2023); previews that
    fetch a page themselves do not. An opening that can't be told from a robot's is none.
    """
    if request.method == "POST":
        return True
    if request.method != "GET" or request.headers.get("Sec-Fetch-Dest") != "document":
        return False
    if any(request.headers.get(header) for header in _AHEAD):
        return False
    return not _ROBOTS.search(request.headers.get("User-Agent", ""))
