"""Web archives: what their indexes answer, which captures are pulled, and how each becomes our own record.

Nothing here talks to a network; `spiders.wayback` and `spiders.commoncrawl` do.
"""
