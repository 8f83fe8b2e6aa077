"""Small files as other systems give them out, written for these tests after what the pages named here say of them.

All are about the same class. Names hold commas, quotation marks, line ends and Chinese; one name is two persons'.
"""

from __future__ import annotations

# Moodle's offline grading worksheet, https://docs.moodle.org/en/Assignment_settings and the columns of its fixtures,
# https://github.com/moodle/moodle/tree/main/mod/assign/feedback/offline/tests/fixtures: a byte order mark, and LF.
MOODLE_WORKSHEET = (
    '\ufeffIdentifier,"Full name","Email address",Status,Grade,"Maximum grade","Grade can be changed",'
    '"Last modified (submission)","Last modified (grade)","Feedback comments"\n'
    '"Participant 12","Ada Lovelace",ada@example.org,"Submitted for grading",,15.00,Yes,'
    '"Monday, 2 March 2026, 12:00 PM",-,"<p>Said ""so""</p>\n<p>twice</p>"\n'
    '"Participant 13","Bo O\'Brien, Jr",bo@example.org,"Submitted for grading",3.00,15.00,Yes,-,-,\n'
    '"Participant 14",小明王,ming@example.org,"No submission",,15.00,No,-,-,\n'
    '"Participant 15","Kim Lee",,"No submission",,15.00,Yes,-,-,\n'
    '"Participant 16","Eve Adams",eve@example.org,"No submission",1.50,15.00,Yes,-,-,\n'
    '"Participant 17","Dan Dee",dan@example.org,"No submission",7.00,15.00,Yes,-,-,\n'
)
# The same under blind marking: numbers are all that it says of somebody.
MOODLE_BLIND = (
    '\ufeffIdentifier,Status,Grade,"Maximum grade","Last modified (grade)"\n'
    '"Participant 2",Submitted,-,"15,00",-\n"Participant 501",Submitted,-,"15,00",-\n'
)
# Moodle's gradebook as plain text, https://docs.moodle.org/en/Grade_export.
MOODLE_GRADEBOOK = (
    '"First name","Last name","ID number","Email address","Assignment: hw1 (Real)","Assignment: hw1 (Percentage)",'
    '"Assignment: hw2 (Real)","Course total (Real)"\n'
    "Ada,Lovelace,,ada@example.org,-,-,-,-\n小明,王,,ming@example.org,-,-,-,-\n"
)
# Canvas' gradebook, https://github.com/instructure/canvas-lms/blob/master/lib/gradebook_exporter.rb.
CANVAS_GRADEBOOK = (
    "Student,ID,SIS User ID,SIS Login ID,Section,hw1 (9001),hw2 (9002),Essay (9003),Current Score,Final Score\r\n"
    ",,,,,Manual Posting,,,,\r\n"
    "    Points Possible,,,,,15.00,15.00,100.00,(read only),(read only)\r\n"
    '"Lovelace, Ada",501,,ada,Lab 1,,,88.00,12.34,12.34\r\n'
    '"O\'Brien, Jr, Bo",502,,bo,Lab 1,3.00,,,,\r\n'
    '"王, 小明",503,,b09901001,"Lab, 2",,15.00,,,\r\n'
    '"=""=cmd, Zed""",504,,zed,Lab 1,,,,,\r\n'
    '"Lee, Kim",777,,kim@other.org,Lab 1,,,,,\r\n'
    '"Student, Test",990,,3fa4,Lab 1,,,,,\r\n'
)
# Gradescope's roster, https://help.gradescope.com/article/w59nl02vyt-instructor-course-add-members.
GRADESCOPE_ROSTER = (
    "First Name,Last Name,SID,Email,Role,Sections\n"
    'Ada,Lovelace,ada,ada@example.org,Student,Lab 1\nBo,"O\'Brien, Jr",,bo@example.org,Student,\n'
    "Tea,Cher,,teacher@example.org,Instructor,\n"
)
# Gradescope's CSV of one assignment, whose columns https://github.com/cs161-staff/grades-py and others read.
GRADESCOPE_ASSIGNMENT = (
    "First Name,Last Name,SID,Email,Sections,Total Score,Max Points,Status,Submission ID,Submission Time,"
    "Lateness (H:M:S),View Count,Submission Count,1: Sums (15.0 pts)\n"
    "Ada,Lovelace,ada,ada@example.org,Lab 1,4.0,15.0,Graded,77,2026-03-02 15:44:18 -0500,00:00:00,2,1,4.0\n"
    "小明,王,b09901001,ming@example.org,,,,Missing,,,,,,\n"
)
