"""Settings of this course, for nbgrader and for examiner. Each is explained in examiner's docs/settings.md."""

from examiner.nbgrader_plugin import configure

c = get_config()

# The course's name in the gradebook. Choose it before anybody is graded: the gradebook keeps it.
# 課程在成績簿裡的名字。請在第一次評分之前決定：成績簿會一直用它。
c.CourseDirectory.course_id = "my_course"

# The languages of the course. Prose that is tagged with another one stays out of what students get.
# 課程使用的語言。標記為其他語言的文字不會發給學生。
c.Examiner.languages = ["zh-TW", "en"]

# Imported once, before any submission runs: name what your notebooks import, above all what is slow to import.
# 在執行任何作業之前先匯入一次：請列出筆記本會匯入的模組，尤其是匯入很慢的。
c.Examiner.preload = []

# What one submission may use, in CPU seconds and MiB; what is not named keeps its default.
# 一份作業可以使用的資源，單位是 CPU 秒與 MiB；沒有列出的維持預設值。
c.Examiner.limits = {"cell_seconds": 20, "call_seconds": 10, "memory_mib": 1024}

# Folders shared by students and staff on one machine (nbgrader's exchange) are off. If yours are on such a machine,
# remove this line and see nbgrader's own documentation.
# 這裡關閉了學生與教師在同一台機器上共用的資料夾（nbgrader 的 exchange）。需要的話請刪除這一行，並參考 nbgrader 的文件。
c.Exchange.root = ""

# `nbgrader autograde` and formgrader's button grade in the same box, with the same scores.
# `nbgrader autograde` 與 formgrader 的按鈕也在同一個沙箱裡評分，分數相同。
configure(c)
