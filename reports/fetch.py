"""What the book may fetch: the shipped fonts and what is in the text itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def asset_fetcher(assets: Mapping[str, tuple[bytes, str]]) -> Any:
    """A fetcher for WeasyPrint that gives named assets and ``data:`` addresses, and refuses everything else.

    Parameters
    ----------
    assets
        Content and type by address.

    Returns
    -------
    A `weasyprint.urls.URLFetcher`; its list ``denied`` holds the refused addresses.

    Raises
    ------
    OSError
        Pango is not on this machine.
    """
    # the class is made here because its base needs Pango, and this module is read without it too
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse  # noqa: PLC0415

    class AssetFetcher(URLFetcher):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__(allowed_protocols={"data"}, allow_redirects=False)
            self.denied: list[str] = []

        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
            if url in assets:
                body, kind = assets[url]
                return URLFetcherResponse(url, body, {"Content-Type": kind})
            if url[:5].lower() == "data:":
                return super().fetch(url, headers)
            self.denied.append(url)
            raise FatalURLFetchingError(f"blocked address: {url[:80]}")

    return AssetFetcher()
