"""The archive read again: from WARC files alone, by the road that a crawl's pages go."""

from archiver.replay.comparing import Difference, Summary
from archiver.replay.reading import Answer, answers_in
from archiver.replay.replaying import replay

__all__ = ["Answer", "Difference", "Summary", "answers_in", "replay"]
