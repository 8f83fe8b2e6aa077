"""What can go wrong on the student's side of the wall, as exceptions of the trusted side.

None of these is a grader's bug: the plugin turns each into the outcome of one check.
"""

from __future__ import annotations

from examiner.model import Text, say


class Told(Exception):
    """An exception whose sentence is for the student.

    Parameters
    ----------
    text : Text
        What the student reads.
    """

    def __init__(self, text: Text) -> None:
        super().__init__(text)
        self.text = text


class StudentFault(Told):
    """Base of everything that the student's code, not the grader, has brought about."""


class StudentError(StudentFault):
    """The student's code raised.

    Parameters
    ----------
    type_name : str
        Class name as the student's kernel claims it, such as ``"ValueError"``.
    message : str or Text
        What the exception says: a string of the student's own code, or a sentence of ours.
    traceback : str
        The student's own traceback as plain text.
    bases : tuple of str
        Qualified names of the exception's classes, such as ``"builtins.ValueError"``.
    """

    def __init__(self, type_name: str, message: str | Text, traceback: str = "", bases: tuple[str, ...] = ()) -> None:
        name = type_name if type_name.strip() else "Exception"  # it is what the student's code says
        if isinstance(message, Text):
            super().__init__(say(f"{name}: {message.zh}", f"{name}: {message.en}"))
        else:
            super().__init__(Text.plain(f"{name}: {message}" if message else name))
        self.told = message if isinstance(message, Text) else None
        self.type_name = type_name
        self.message = str(message)
        self.traceback = traceback
        self.bases = bases


class StudentTypeError(StudentError, TypeError):
    """The student's object does not support what Python asks of it, in a form that Python knows how to go on from."""

    def __init__(self, error: StudentError) -> None:
        super().__init__(error.type_name, error.message, error.traceback, error.bases)


class StudentTimeout(StudentFault):
    """The student's code used up a time limit; the message names the limit.

    Parameters
    ----------
    text : Text
        What the student reads.
    done : object
        The value of the request all the same, if one came: what there was when it was stopped.
    """

    def __init__(self, text: Text, done: object = None) -> None:
        super().__init__(text)
        self.done = done


class StudentCrash(StudentFault):
    """The student's kernel died; the message says how."""


class NotPlainData(StudentFault):
    """A value came back that cannot be judged: an object where data was due, or one too large."""


class NeverRan(StudentFault):
    """The cells this check judges were never executed."""


class OutOfPatience(BaseException):
    """A grader took too long over what a student's side gave it.

    Parameters
    ----------
    text : Text
        What the student reads.
    """

    def __init__(self, text: Text) -> None:
        super().__init__(text)
        self.text, self.line = text, ""  # the grader's line, for staff
