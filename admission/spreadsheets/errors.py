"""What is wrong with a workbook, said where it is."""

from dataclasses import dataclass

from django.utils.translation import gettext

from admission.domain.errors import AdmissionError


class UnreadableWorkbookError(AdmissionError):
    """The file is no workbook that can be read; the message is for the person who sent it."""


@dataclass(frozen=True, slots=True)
class SheetError:
    """One mistake. `row` as Excel numbers it, `column` as Excel letters it; both empty for the sheet as a whole."""

    message: str
    row: int | None = None
    column: str = ""
    heading: str = ""

    @property
    def place(self) -> str:
        """Say where: row, column letter and heading."""
        where = []
        if self.row is not None:
            where.append(gettext("row %(row)s") % {"row": self.row})
        if self.column:
            where.append(gettext("column %(column)s") % {"column": self.column})
        if self.heading:
            where.append(f"“{self.heading}”")
        return ", ".join(where)
