"""The nouns, frozen: units, values, dyads, indicator, tree."""
