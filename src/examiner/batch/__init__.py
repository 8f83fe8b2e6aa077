"""Grade many submissions: workers compute, one writer writes, nothing that is done is done again."""

from examiner.batch.runner import Batch
from examiner.batch.storage import read_report, stored_reports

__all__ = ["Batch", "read_report", "stored_reports"]
