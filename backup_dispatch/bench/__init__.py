"""Measurements on real processes: a stack of its own, in a temporary folder, on free ports."""
