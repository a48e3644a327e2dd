"""Names to addresses: a name that leads into a private network is never connected to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.error import DNSLookupError

from archiver.address import is_private

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twisted.internet.defer import Deferred

_refused: set[str] = set()


class PublicResolver(CachingThreadedResolver):
    """Resolves public names to public addresses; what is written as a private address resolves to itself.

    A portal's own name may be rebound after its file was written, or a redirect may name a machine beside us.
    """

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802
        """Return the address; fails with DNSLookupError where it is private and the name is not."""
        return super().getHostByName(name, timeout).addCallback(_public, name)


def private_names() -> frozenset[str]:
    """Return the names that were refused because they lead to a private address."""
    return frozenset(_refused)


def _public(address: str, name: str) -> str:
    if is_private(address) and not is_private(name):
        _refused.add(name)
        raise DNSLookupError(f"{name} leads to the private address {address}")
    return address
