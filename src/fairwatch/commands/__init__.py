"""The commands, one file per subject. Thin: parse arguments, call one function of a room or the pipeline, print."""
