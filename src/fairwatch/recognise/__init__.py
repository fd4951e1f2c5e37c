"""What was done: Sigma rules name the action of each row. Rules are the YAML files in ``rules/``."""

from fairwatch.recognise.checking import check, to_publish
from fairwatch.recognise.dead import dead_references
from fairwatch.recognise.detections import Detection, Detections, Verdict
from fairwatch.recognise.examples import Problem, check_examples
from fairwatch.recognise.recogniser import PRECEDENCE, Recogniser
from fairwatch.recognise.rules import Rule

__all__ = [
    "PRECEDENCE",
    "Detection",
    "Detections",
    "Problem",
    "Recogniser",
    "Rule",
    "Verdict",
    "check",
    "check_examples",
    "dead_references",
    "to_publish",
]
