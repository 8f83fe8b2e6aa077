"""nbgrader's gradebook: the one place that reads and writes its database.

The tables are nbgrader's own, so formgrader, ``nbgrader export`` and every other nbgrader tool keep working
on them. What nbgrader's ``Gradebook`` class does in one commit per row happens here in one transaction per
report: a reader sees a student's old grades or the new ones, never a mixture, and a killed process leaves
nothing behind.
"""
