"""Records a small real log: a real Squid and a real Chromium on local sites with invented names."""
