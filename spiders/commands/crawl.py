"""`scrapy crawl PORTAL`: the same crawl, report and exit codes as `archiver crawl PORTAL`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.exceptions import UsageError

from archiver.commands.logfile import NAME as LOG_NAME
from archiver.commands.progress import Progress, print_summary
from archiver.crawl import crawl
from archiver.errors import ArchiverError
from archiver.portal import load_portal
from spiders.loader import own_folders


class Command(ScrapyCrawl):
    """Crawls one portal."""

    def short_desc(self) -> str:
        """Return the line that `scrapy --help` prints."""
        return "Crawl a portal by its id"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl with Scrapy's own options and settings; exits as `archiver crawl` does."""
        if len(args) != 1:
            raise UsageError
        if opts.output or opts.overwrite_output or opts.spargs:
            said = "-a, -o and -O do nothing here: what is found is recorded in the data folder"
            raise UsageError(said, print_help=False)
        if self.settings is None:
            raise UsageError("no settings: run scrapy inside the project")
        data = Path(self.settings["ARCHIVER_DATA"])
        try:
            portal = load_portal(args[0], own_folders(self.settings))
            with Progress(log_file=data / LOG_NAME) as progress:
                reports = crawl([portal], data, self.settings, progress.watch)
        except ArchiverError as error:
            sys.stderr.write(f"archiver: {error}\n")
            self.exitcode = error.exit_code
            return
        print_summary(reports, data)
        self.exitcode = int(any(report.problems for report in reports))
