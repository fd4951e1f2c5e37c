"""What an import did, in numbers."""

from __future__ import annotations

from dataclasses import dataclass

from fairwatch.text import Text


@dataclass(frozen=True, slots=True)
class Summary:
    """Records of a file that were new, changed, unchanged, or are no longer in it."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0

    def counts(self) -> dict[str, int]:
        """For the audit entry."""
        return {
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "removed": self.removed,
        }

    def text(self) -> Text:
        """One line for people."""
        return Text(
            f"新增 {self.added:,}，更改 {self.changed:,}，未变 {self.unchanged:,}，移除 {self.removed:,}",
            f"{self.added:,} added, {self.changed:,} changed, {self.unchanged:,} unchanged, {self.removed:,} removed",
        )

    def __add__(self, other: Summary) -> Summary:
        return Summary(
            self.added + other.added,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.removed + other.removed,
        )
