"""Reports turned into pages, tables and numbers that people read: pure functions of a report."""

from examiner.feedback.class_page import class_html
from examiner.feedback.files import write_text
from examiner.feedback.student_page import student_html
from examiner.feedback.tables import result_output, result_table_html, result_table_text

__all__ = [
    "class_html",
    "result_output",
    "result_table_html",
    "result_table_text",
    "student_html",
    "write_text",
]
