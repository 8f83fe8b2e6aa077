"""Hostile submissions: one folder each, with what makes the upload and the verdict it must get."""
