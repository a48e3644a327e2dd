"""Tests, none of which depends on how fast they run."""

from hypothesis import settings

settings.register_profile("by no clock", settings(), deadline=None)
settings.load_profile("by no clock")
