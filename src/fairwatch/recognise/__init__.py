"""What was done: Sigma rules name the action of each row. Rules are the YAML files in ``rules/``."""

from fairwatch.recognise.examples import Problem, check_examples
from fairwatch.recognise.recogniser import PRECEDENCE, Recogniser
from fairwatch.recognise.rules import Rule

__all__ = ["PRECEDENCE", "Problem", "Recogniser", "Rule", "check_examples"]
