"""How right and how fast pages are read: `python -m tests.eval` prints the table of docs/evaluation.md."""
