"""Plots: results as charts of Vega-Altair, for notebooks and for anyone who wants to change them."""
