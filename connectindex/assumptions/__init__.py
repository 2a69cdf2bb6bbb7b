"""Assumptions that the robustness analysis varies: methods, weights, and noise of the data."""
