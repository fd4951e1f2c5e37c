"""Speed side by side with peers, and accuracy against known truth. ``make bench`` prints one JSON line per figure."""
