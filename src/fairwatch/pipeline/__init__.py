"""The straight line: the only place that knows several rooms. Each file is one journey through them."""
