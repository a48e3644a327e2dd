"""The ledger: how many articles a portal had, how many are recovered from where, why others are missing.

It is derived, whenever it is asked for, from records, archive and what indexes of web archives answered.
"""

from archiver.ledger.entry import STATES, Estimate, Evidence, LedgerEntry, State
from archiver.ledger.ledger import Ledger, ledger_of

__all__ = ["STATES", "Estimate", "Evidence", "Ledger", "LedgerEntry", "State", "ledger_of"]
