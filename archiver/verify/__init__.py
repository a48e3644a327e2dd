"""Checking a portal's folder byte by byte: archive, records, index and reports agree, checksums hold."""

from archiver.verify.checking import verify
from archiver.verify.findings import Finding, Report
from archiver.verify.repairing import repair

__all__ = ["Finding", "Report", "repair", "verify"]
