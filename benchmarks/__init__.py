"""Measurements, as ratios in one run on the same work."""
