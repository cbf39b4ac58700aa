"""One key for a web page, however its address is written.

The same function makes the key when a page is stored and when it is looked up. The result is a key, not an
address to fetch: it says https for http, and leaves out www., AMP, mobile and tracking parts.

>>> normalised("http://www.Example.com:80/a/../news/amp/?utm_source=x&id=7#top")
'https://example.com/news?id=7'
"""

import re
from ipaddress import IPv6Address
from typing import Final
from urllib.parse import SplitResult, urlsplit, urlunsplit

from url_normalize import url_normalize

MAX_LENGTH: Final = 4000
_MAX_PASSES: Final = 12
_START_RE: Final = re.compile(r"https?://", re.IGNORECASE)
_HOST_RE: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?", re.ASCII)
_SPACE_RE: Final = re.compile(r"[\x00-\x20\x7f\s]")

_DROPPED_LABELS: Final = frozenset(("www", "m", "mobile", "amp"))
# m.co.uk must not become co.uk.
_SUFFIX_RE: Final = re.compile(r"(?:[^.]+|(?:ac|co|com|edu|gob|gouv|gov|ne|net|or|org)\.[a-z]{2})")

_GOOGLE_RE: Final = re.compile(r"(?:www\.)?google(?:\.[a-z]{2,3}){1,2}")
_AMP_CACHES: Final = (".cdn.ampproject.org", ".ampproject.net", ".bing-amp.com")
_GOOGLE_PATH_RE: Final = re.compile(r"/amp/(?P<s>s/)?(?P<rest>[^/?]+\.[^/?]+(?:/.*)?)")
_CACHE_PATH_RE: Final = re.compile(r"/[a-z]/(?P<s>s/)?(?P<rest>[^/?]+\.[^/?]+(?:/.*)?)")
_AMP_ENDING_RE: Final = re.compile(r"\.amp(?=\.html?$|$)")
_ARTICLE_RE: Final = re.compile(r"\d{3}|-[^-]+-[^-]+-")

_TRACKING: Final = frozenset(
    """_branch_match_id _ga _gl _hsenc _hsmi __twitter_impression amp_gsa amp_js_v amp_kit aoh ceid cmp cmpid
    dclid emci emdi epik fb_action_ids fb_action_types fb_ref fb_source fbclid gaa_at gaa_n gaa_sig gaa_ts
    gad_campaignid gad_source gbraid gclid gclsrc guccounter guce_referrer guce_referrer_sig hsctatracking
    icid igsh igshid ito mc_cid mc_eid mkt_tok msclkid ncid ns_campaign ns_mchannel ns_source ocid
    oly_anon_id oly_enc_id rb_clickid ref_src ref_url s_cid s_kwcid sc_cid smid smtyp spm srsltid taid
    trk trkcampaign ttclid twclid usqp vero_conv vero_id wbraid wt.mc_id wt_mc xtor yclid ysclid""".split()
)
_TRACKING_PREFIXES: Final = ("utm_", "at_", "hsa_", "mtm_", "matomo_", "piwik_", "pk_")
_AMP_PARAMETER_RE: Final = re.compile(r"(?:_?amp=?(?:1|true)?|(?:outputtype|output|mode|view)=amp)")


def normalised(url: str) -> str:
    """Return the key of a page's address; raises ValueError for anything but an http or https address."""
    text = url.strip()
    if len(text) > MAX_LENGTH or not _START_RE.match(text) or _SPACE_RE.search(text) or "\\" in text:
        raise ValueError("this is not a web address")
    for _ in range(_MAX_PASSES):
        before, text = text, _simplify(text)
        if text == before:
            return text
    raise ValueError("this web address has too many others inside it")


def _simplify(url: str) -> str:
    """Take one step towards the key; an address inside another takes several."""
    split = urlsplit(url)
    if not split.netloc or ".." in split.netloc:
        raise ValueError("this web address has no host")
    clean = url_normalize(urlunsplit(split._replace(netloc=split.netloc.rpartition("@")[2], fragment="")))
    parts = urlsplit(clean or "")
    host, port = _host(parts), parts.port
    page = _wrapped_page(host, parts)
    if page:
        return page
    netloc = f"[{host}]" if ":" in host else _bare_host(host)
    if port and (parts.scheme, port) not in {("http", 80), ("https", 443)}:
        netloc += f":{port}"
    return urlunsplit(("https", netloc, _path(parts.path), _query(parts.query), ""))


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    if ":" in host:
        return str(IPv6Address(host.partition("%")[0]))
    if len(host) > 253 or not _HOST_RE.fullmatch(host) or ".." in host:
        raise ValueError("this web address has no host")
    return host


def _wrapped_page(host: str, parts: SplitResult) -> str:
    """Return the address of the page that an AMP viewer or cache shows, "" if the host is not one."""
    if _GOOGLE_RE.fullmatch(host):
        match = _GOOGLE_PATH_RE.fullmatch(parts.path)
    elif host.endswith(_AMP_CACHES):
        match = _CACHE_PATH_RE.fullmatch(parts.path)
    else:
        return ""
    if match is None:
        return ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{'https' if match['s'] else 'http'}://{match['rest']}{query}"


def _bare_host(host: str) -> str:
    """Return the host without the labels that only choose a presentation."""
    labels = host.split(".")
    if labels[-1].isdigit():
        return host
    for index in (0, 1):
        rest = ".".join((*labels[:index], *labels[index + 1 :]))
        if labels[index : index + 1] and labels[index] in _DROPPED_LABELS:
            tail = rest if index == 0 else ".".join(labels[index + 1 :])
            if not _SUFFIX_RE.fullmatch(tail):
                return rest
    return host


def _path(path: str) -> str:
    segments = [segment for segment in path.split("/") if segment]
    if len(segments) > 1:
        is_article = bool(_ARTICLE_RE.search(segments[-1]))
        if segments[-1] in {"amp", "amp.html"}:
            segments.pop()
        elif is_article and "amp" in segments[:-1]:
            segments.remove("amp")
    if segments:
        shorter = _AMP_ENDING_RE.sub("", segments[-1])
        segments[-1] = shorter or segments[-1]
    return "/" + "/".join(segments) if segments else ""


def _query(query: str) -> str:
    return "&".join(sorted(pair for pair in query.split("&") if pair and not _is_tracking(pair.lower())))


def _is_tracking(pair: str) -> bool:
    name = pair.partition("=")[0]
    return name in _TRACKING or name.startswith(_TRACKING_PREFIXES) or bool(_AMP_PARAMETER_RE.fullmatch(pair))
