"""The words of the pages that staff read, in Chinese and in English."""

from __future__ import annotations

from collections.abc import Mapping

STAFF: Mapping[str, tuple[str, str]] = {
    "class_report": ("班級報告", "Class report"),
    "tests_inside_warning": (
        "這份作業沒有評分程式：測試在學生的行程裡執行，學生的程式可以更改或讀取它們。",
        "There are no graders: the tests ran in the student's process, whose code can change or read them.",
    ),
    "crosscheck_counts": (
        "在學生的行程之外重做測試中的斷言：已核對 {compared} 個，無法核對 {left} 個，結果不一致 {disagreed} 個。",
        "Asserts of the tests carried out again outside the students' processes: {compared} compared, "
        "{left} not comparable, {disagreed} disagreed.",
    ),
    "crosscheck_own_doing": (
        "其中 {count} 個斷言用原始解答可以核對，用這些學生的程式卻不行，請看看他們交了什麼：",
        "{count} of them can be compared with the master's answers, and not with what these students wrote. "
        "Read what they handed in:",
    ),
    "unboxed_warning": (
        "注意：有 {count} 份作業是在沒有隔離的環境下評分的。學生的程式可能讀取或改動那台電腦上的檔案。",
        "Attention: submissions graded without isolation: {count}. Student code could read and change files "
        "on that computer.",
    ),
    "no_reports": ("還沒有任何作業。", "There are no submissions yet."),
    "submissions": ("繳交情形", "Submissions"),
    "graded": ("已評分", "Graded"),
    "rejected_count": ("讀不出來", "Could not be read"),
    "fault_count": ("評分系統出錯", "Fault in grading"),
    "all": ("合計", "All"),
    "distribution": ("成績分布", "Score distribution"),
    "distribution_line": (
        "{count} 份作業，滿分 {max}：平均 {mean}，中位數 {median}，最低 {low}，最高 {high}。",
        "{count} submissions, out of {max}: mean {mean}, median {median}, lowest {low}, highest {high}.",
    ),
    "machine_part": (
        "不計還在等老師評分的題目，也不計有題目無法評分或免計的作業；未扣遲交分數。",
        "Without tasks that wait for marks by hand, and without submissions with a task that could not be judged or "
        "is excused; before anything is taken off for lateness.",
    ),
    "no_scores": ("還沒有完整的分數。", "There are no complete scores yet."),
    "percent": ("得分率", "Share of the points"),
    "students": ("人數", "Students"),
    "by_task": ("各題統計", "Task by task"),
    "max": ("配分", "Points"),
    "judged": ("已評", "Judged"),
    "mean": ("平均", "Mean"),
    "median": ("中位數", "Median"),
    "full_count": ("滿分人數", "Full marks"),
    "zero_count": ("零分人數", "Zero"),
    "correlation": ("與其餘題目的相關", "Correlation with the rest"),
    "correlation_line": (
        "相關係數接近零或為負的題目，值得再看一次題目或評分程式。",
        "A task whose correlation is near zero or negative deserves another look at its text or its grader.",
    ),
    "struggles": ("最多人沒通過的檢查", "The checks that most students did not pass"),
    "no_struggles": ("沒有人有沒通過的檢查。", "Nobody failed a check."),
    "who": ("有誰", "Who"),
    "need_person": ("需要有人處理", "Waiting for a person"),
    "nobody_waits": ("沒有需要處理的作業。", "Nothing waits for a person."),
    "student": ("學生", "Student"),
    "case_rejected": ("讀不出來，請學生重新繳交", "Could not be read; ask the student to hand in again"),
    "case_fault": ("評分系統出錯，沒有寫入分數", "Fault in grading; no score was written"),
    "case_task_fault": ("評分程式出錯，這些題目沒有分數", "Fault in a grader; these tasks have no score"),
    "case_manual": ("等老師評分", "Waits for marking by hand"),
    "staff_detail": ("給教師看的細節", "Detail for staff"),
    "told_to_students": ("學生得知的繳交問題", "What students were told about what they handed in"),
    "note": ("說明", "Note"),
    "grader_lines": ("學生的答案使評分程式出錯的地方", "Lines of graders that raised on students' values"),
    "grader_lines_line": (
        "請看那一行是否要求了題目沒說的事。改了評分程式之後，再評一次就會重新判斷。",
        "Look whether the line asks for something that the task does not say; "
        "once the grader is changed, grading again judges them anew.",
    ),
    "grader_line": ("評分程式的哪一行", "Line of the grader"),
    "exception": ("例外", "Exception"),
    "counts_as": ("怎麼算", "Counts as"),
    "line_waits": ("評分程式的問題，暫不計分", "Fault of the grader; the points wait"),
    "line_failed": ("學生的答案不對", "Wrong answer"),
    "everyone": ("每個人的每一題", "Every student, every task"),
    "excused_short": ("免計", "excused"),
    "void_out_short": ("不計", "out"),
    "excused_students": ("整份免計的學生（{count} 人）：", "Excused from all of it ({count}):"),
    "rulings": ("延期、免計與取消的題目", "Extensions, excuses and tasks taken out"),
    "ruled_for": ("對象", "For"),
    "everybody": ("全班", "everybody"),
    "ruling": ("內容", "What holds"),
    "ruled_by": ("誰、何時、為什麼", "By whom, when and why"),
    "ruled_until": ("截止時間改為 {time}", "due {time}"),
    "ruled_after": ("比全班晚截止", "due later than the class, by"),
    "ruled_all": ("整份不計", "nothing of it counts"),
    "ruled_excused": ("不計這一題", "does not count"),
    "ruled_full": ("取消，所有人滿分", "taken out, full points for everybody"),
    "ruled_out": ("取消，不計入總分", "taken out of the total"),
    "pending_short": ("未評", "fault"),
    "manual_short": ("待評", "by hand"),
    "missing": ("沒有繳交的學生（{count} 人）：", "Handed nothing in ({count}):"),
    "late_penalty": ("遲交與扣分", "Late, taken off"),
    "regrade": ("重新評分的變動", "What a regrade changes"),
    "regrade_line": (
        "分數會改變的學生：{count} 人。依原因分組；加上 --apply 才會寫入。",
        "Students whose marks change: {count}. Grouped by cause; it is written with --apply, and not before.",
    ),
    "regrade_cause": ("原因", "Cause"),
    "regrade_checks": ("檢查項目", "Checks"),
    "total_short": ("總分", "Total"),
    "scroll": ("表格可以左右捲動", "This table scrolls sideways"),
}
