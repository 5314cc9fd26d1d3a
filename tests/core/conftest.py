"""Hypothesis, for the rules: they are fast, so many examples are cheap, and how long one takes says nothing."""

from hypothesis import settings

settings.register_profile("rules", deadline=None, max_examples=200)
settings.load_profile("rules")
