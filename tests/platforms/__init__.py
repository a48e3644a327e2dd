"""Saved pages of our own making, one folder a platform, beside what they should become."""
