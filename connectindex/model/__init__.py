"""Data model, frozen: units, values, dyads, indicator, tree."""
