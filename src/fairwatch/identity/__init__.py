"""Whose activity: login name, device, or address and time -> person and ownership of the device.

``read_leases`` reads what a DHCP server knows, ``LeaseStore`` remembers the company's own devices among it, and
``resolve`` answers for a batch of log lines. Nothing is guessed: who is not known stays null.
"""

from fairwatch.identity.lease_files import read_leases
from fairwatch.identity.leases import LEASES
from fairwatch.identity.resolve import resolve
from fairwatch.identity.store import LeaseStore

__all__ = ["LEASES", "LeaseStore", "read_leases", "resolve"]
