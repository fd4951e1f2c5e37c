"""Fairwatch: answers from network logs that can only be given lawfully."""

__version__ = "0.1.0"
