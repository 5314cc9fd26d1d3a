"""What is wrong with a form of the organizers' pages."""

from collections.abc import Mapping


class FormProblems(Exception):
    """By field, in plain words that say what to do; '' for the form as a whole. Nothing was changed."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(", ".join(sorted(problems)))
        self.problems = dict(problems)
