"""The bundled demo portal: an invented district committee's news site, served on loopback, and its truth."""

from archiver.demo.articles import truth
from archiver.demo.routes import real_page_count, real_targets

__all__ = ["real_page_count", "real_targets", "truth"]
