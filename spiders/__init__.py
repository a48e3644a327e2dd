"""Whom we ask: everything that talks to the network, and the portal and platform files."""
