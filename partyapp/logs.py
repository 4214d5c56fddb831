"""What goes to the log."""

from logging import Filter, LogRecord

_REFUSED = 403


class RefusalInOneLine(Filter):
    """A refused page is no fault of the product: its trace, which names the account, stays out of the log."""

    def filter(self, record: LogRecord) -> bool:
        if getattr(record, "status_code", None) == _REFUSED:
            record.exc_info = record.exc_text = None
        return True
