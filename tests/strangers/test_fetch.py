"""Addresses in markup and styles: nothing but the shipped fonts and what stands in the text itself is ever opened."""

import base64
import io
import logging
import sys
import warnings
from pathlib import Path

import pytest

from connectindex.reports import assets, charts

pypdf = pytest.importorskip("pypdf")

OPENED: list[str] = []  # files that this process opens; a hook, once there, stays
sys.addaudithook(lambda event, args: OPENED.append(str(args[0])) if event == "open" else None)

SVG = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9"'


def data(text, kind="image/svg+xml"):
    return f"data:{kind};base64,{base64.b64encode(text.encode()).decode()}"


# each takes an address and gives a document that asks for it
VECTORS = {
    "img": lambda u: f'<img src="{u}">',
    "img srcset": lambda u: f'<img srcset="{u} 1x" src="{u}">',
    "stylesheet": lambda u: f'<link rel="stylesheet" href="{u}">',
    "import": lambda u: f'<style>@import "{u}";</style>',
    "import url": lambda u: f"<style>@import url({u});</style>",
    "import in data": lambda u: f'<link rel="stylesheet" href="{data(f"@import url({u});", "text/css")}">',
    "font": lambda u: f'<style>@font-face{{font-family:X;src:url("{u}")}}p{{font-family:X}}</style><p>text',
    "background": lambda u: f'<p style="background:url({u})">text',
    "list-style": lambda u: f'<ul style="list-style-image:url({u})"><li>text</ul>',
    "content": lambda u: f'<style>p::before{{content:url("{u}")}}</style><p>text',
    "border-image": lambda u: f'<p style="border:9px solid;border-image:url({u}) 1">text',
    "page background": lambda u: f"<style>@page{{background:url({u})}}</style><p>text",
    "page margin": lambda u: f"<style>@page{{@top-left{{content:url({u})}}}}</style><p>text",
    "attachment": lambda u: f'<link rel="attachment" href="{u}"><p>text',
    "attachment of a link": lambda u: f'<a rel="attachment" href="{u}">text</a>',
    "object": lambda u: f'<object data="{u}" type="image/svg+xml"></object>',
    "embed": lambda u: f'<embed src="{u}" type="image/svg+xml">',
    "base": lambda u: f'<base href="{u.rpartition("/")[0]}/"><img src="{u.rpartition("/")[2]}">',
    "svg image": lambda u: f'<svg {SVG}><image xlink:href="{u}" width="9" height="9"/></svg>',
    "svg use": lambda u: f'<svg {SVG}><use xlink:href="{u}#a"/></svg>',
    "svg in data": lambda u: f'<img src="{data(f"<svg {SVG}><image xlink:href={chr(34)}{u}{chr(34)} width={chr(34)}9{chr(34)} height={chr(34)}9{chr(34)}/></svg>")}">',
    "svg style in data": lambda u: f'<img src="{data(f"<svg {SVG}><style>@import url({u});</style><text>a</text></svg>")}">',
    "svg stylesheet": lambda u: f'<img src="{data(f"<?xml-stylesheet href={chr(34)}{u}{chr(34)}?><svg {SVG}/>")}">',
    "svg entity": lambda u: f'<img src="{data(f"<!DOCTYPE s [<!ENTITY x SYSTEM {chr(34)}{u}{chr(34)}>]><svg {SVG}><text>&x;</text></svg>")}">',
}  # fmt: skip


@pytest.fixture(scope="module")
def weasyprint():
    try:
        import weasyprint
    except OSError:
        pytest.skip("Pango is not on this machine")
    logger = logging.getLogger("weasyprint")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    yield weasyprint
    logger.setLevel(before)


def printed(weasyprint, text, fetcher):
    """A PDF as the book makes one; its words and attached files, or why there is none."""
    try:
        document = weasyprint.HTML(string=f"<!doctype html><body>{text}", url_fetcher=fetcher, base_url=None)
        made = document.render().write_pdf(uncompressed_pdf=True)
    except Exception as error:  # noqa: BLE001 - a refusal is an answer
        return f"{type(error).__name__}: {error}".encode()
    except BaseException as error:  # WeasyPrint's own refusal is no Exception
        if "FatalURL" not in type(error).__name__:
            raise
        return f"{type(error).__name__}".encode()
    reader = pypdf.PdfReader(io.BytesIO(made))
    words = "".join(p.extract_text() for p in reader.pages)
    attached = b"".join(part for parts in reader.attachments.values() for part in parts)
    return made + words.encode() + attached


def test_there_are_twenty_four():
    assert len(VECTORS) == 24


@pytest.mark.parametrize("name", VECTORS)
def test_nothing_is_fetched(weasyprint, server, canary, name):
    from connectindex.reports.fetch import asset_fetcher

    for address in (f"{server.url}/x.svg", canary.as_uri(), str(canary), f"//127.0.0.1:{server.server_port}/x.svg"):
        OPENED.clear()
        made = printed(weasyprint, VECTORS[name](address), asset_fetcher(assets.print_fonts()))
        assert b"CANARY" not in made
        assert str(canary) not in OPENED
    assert server.asked == []


def test_without_our_fetcher_they_are_fetched(weasyprint, server):
    """The vectors are real: most of them reach the server through WeasyPrint's own fetcher."""
    reached = []
    for name, vector in VECTORS.items():
        server.asked.clear()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            printed(weasyprint, vector(f"{server.url}/x.svg"), weasyprint.urls.URLFetcher())
        reached += [name] * bool(server.asked)
    assert len(reached) >= 14, reached


@pytest.mark.parametrize(
    "address",
    ["file:///etc/hostname", "FILE:///etc/hostname", "ftp://127.0.0.1/x", "\x00data:,x", " data:,x", "asset:../../x", "datax:,x", "gopher://127.0.0.1:70/"],
)  # fmt: skip
def test_other_addresses_are_refused(weasyprint, address):
    from connectindex.reports.fetch import asset_fetcher

    fetcher = asset_fetcher(assets.print_fonts())
    with pytest.raises(weasyprint.urls.FatalURLFetchingError):
        fetcher.fetch(address)
    assert fetcher.denied == [address]


def test_charts_fetch_nothing(server):
    import vl_convert as vl

    spec = {"mark": "point", "data": {"url": f"{server.url}/data.json"}, "encoding": {"x": {"field": "a"}}}
    with pytest.raises(ValueError, match=r"(?i)access denied|not allowed|denied|external"):
        vl.vegalite_to_svg(spec, allowed_base_urls=[])
    assert server.asked == []
    text = Path(charts.__file__).read_text("utf-8")
    assert text.count("vl.vegalite_to_") == text.count("allowed_base_urls=[]") > 0
