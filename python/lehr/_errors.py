"""What is raised and warned."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from lehr._lehr import Finding


class FindingWarning(UserWarning):
    """A schedule that compiles, and may not mean what its author thinks. `finding` says what was found."""

    finding: "Finding | None"

    def __init__(self, message: str, finding: "Finding | None" = None) -> None:
        super().__init__(message)
        self.finding = finding


class Error(ValueError):
    """A schedule that is wrong. `findings` has everything that is, with places and ways to put it right."""

    findings: "list[Finding]"

    def __init__(self, message: str, findings: "Iterable[Finding]" = ()) -> None:
        super().__init__(message)
        self.findings = list(findings)

    def __reduce__(self) -> "tuple[type[Error], tuple[str, list[Finding]]]":
        return type(self), (self.args[0], self.findings)

    def _repr_html_(self) -> str:
        # They take longer to import than all of lehr.
        import html
        import re

        plain = re.sub("\x1b\\[[0-9;]*m", "", str(self))
        return f"<pre>{html.escape(plain)}</pre>"
