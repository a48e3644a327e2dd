"""The commands of `archiver`, one module for each."""
