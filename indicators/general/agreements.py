"""Agreements: organisations that countries are members of together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectindex.model.indicator import Indicator

if TYPE_CHECKING:
    from pandas import Series

    from connectindex.model.dyads import Dyads


def memberships(dyads: Dyads) -> Series:
    """Count regional organisations the country is a full member of.

    >>> from connectindex.indicators.example import five_countries
    >>> memberships(five_countries()).to_dict()
    {'A': 2.0, 'B': 2.0, 'C': 1.0, 'D': 0.0, 'E': 0.0}
    """
    return dyads.of("organisations").operating().taking_part()


def partners(dyads: Dyads) -> Series:
    """Count countries that are members of at least one of the same regional organisations.

    >>> from connectindex.indicators.example import five_countries
    >>> partners(five_countries()).to_dict()
    {'A': 2.0, 'B': 2.0, 'C': 2.0, 'D': 0.0, 'E': 0.0}
    """
    return dyads.of("organisations").operating().partners()


SHARED_ORGANISATIONS = Indicator(
    id="organisations_count",
    name="Regional organisations",
    unit="memberships",
    needs=("organisations",),
    compute=memberships,
    counts=lambda dyads: dyads.of("organisations").operating().memberships,
    definition="Regional organisations of which the country is a full member.",
    source="CIA World Factbook, entry on participation in international organisations.",
)
ORGANISATION_PARTNERS = Indicator(
    id="organisation_partners",
    name="Countries in the same regional organisations",
    unit="countries",
    needs=("organisations",),
    compute=partners,
    definition="Countries that are members of at least one of the same regional organisations.",
    source="CIA World Factbook, entry on participation in international organisations.",
)
