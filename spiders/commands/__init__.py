"""Scrapy commands that behave as ours do."""
