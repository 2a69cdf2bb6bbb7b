"""What the book may fetch: the shipped fonts and what stands in the text itself. Imports WeasyPrint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

if TYPE_CHECKING:
    from collections.abc import Mapping


class AssetFetcher(URLFetcher):  # type: ignore[misc]
    """Fetches named assets and ``data:`` addresses, and refuses everything else.

    Parameters
    ----------
    assets
        Content and type by address.
    """

    def __init__(self, assets: Mapping[str, tuple[bytes, str]]) -> None:
        super().__init__(allowed_protocols={"data"}, allow_redirects=False)
        self.assets = assets
        self.denied: list[str] = []

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
        """The content of an address.

        Raises
        ------
        FatalURLFetchingError
            The address is neither an asset nor ``data:``.
        """
        if url in self.assets:
            body, kind = self.assets[url]
            return URLFetcherResponse(url, body, {"Content-Type": kind})
        if url[:5].lower() == "data:":
            return super().fetch(url, headers)
        self.denied.append(url)
        raise FatalURLFetchingError(f"blocked address: {url[:80]}")
