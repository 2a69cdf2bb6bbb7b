"""Collation: the order of names in lists, by language."""

from __future__ import annotations

from connectindex.territories.every_name import folded

# the common signs of GB 2312, and so of GB 18030, stand there in the order of their Pinyin
PINYIN = {"zh": "gb18030"}


def collation_key(name: str, tag: str) -> tuple[bytes | str, str]:
    """Make the key by which names are sorted: by letters, accents and case only where these are equal.

    Parameters
    ----------
    name
        As it is printed.
    tag
        Of the language of the report. Chinese names are sorted by Pinyin; letters that a language sorts as letters
        of their own, such as the Swedish å, count as their base letter.

    Examples
    --------
    >>> sorted(["Cuba", "Côte d'Ivoire", "Costa Rica", "Åland"], key=lambda n: collation_key(n, "en"))
    ['Åland', 'Costa Rica', "Côte d'Ivoire", 'Cuba']
    >>> sorted(["中国", "乌克兰", "阿根廷"], key=lambda n: collation_key(n, "zh"))
    ['阿根廷', '乌克兰', '中国']
    """
    letters = folded(name)
    coding = PINYIN.get(tag.partition("-")[0])
    return letters.encode(coding) if coding else letters, name
