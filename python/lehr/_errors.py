"""What is raised and warned."""


class FindingWarning(UserWarning):
    """A schedule that compiles, and may not mean what its author thinks. `finding` says what was found."""

    def __init__(self, message, finding=None):
        super().__init__(message)
        self.finding = finding


class Error(ValueError):
    """A schedule that is wrong. `findings` has everything that is, with places and ways to put it right."""

    def __init__(self, message, findings=()):
        super().__init__(message)
        self.findings = list(findings)

    def __reduce__(self):
        # Findings are read-only objects of the compiled part: what they say is in the message.
        return type(self), (self.args[0],)

    def _repr_html_(self):
        # It takes longer to import than all of lehr.
        import html

        return f"<pre>{html.escape(str(self))}</pre>"
