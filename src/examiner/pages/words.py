"""The words of the pages, in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from examiner.model.text import Piece, Text, say
from examiner.pages.text import clean, sides

NO_RESPONSE = "No response."  # what nbgrader's gradebook says of an answer that was left blank

_BOTH: Mapping[str, tuple[str, str]] = {
    # the student page
    "feedback": ("作業回饋", "Feedback"),
    "skip": ("跳到內容", "Skip to the content"),
    "handed_in": ("繳交時間", "Handed in"),
    "total": ("總分", "Total score"),
    "other_notebooks": (
        "總分包含所有筆記本；其他筆記本的回饋",
        "The total is of all notebooks. Feedback on the others",
    ),
    "total_so_far": ("目前得分", "Score so far"),
    "of_judged": ("滿分 {max}，只計已評分的部分", "out of {max} for the parts scored so far"),
    "out_of": ("滿分 {max}", "out of {max}"),
    "points_pending": ("還沒有評分的部分：{points} 分", "Points not scored yet: {points}"),
    "not_scored": ("還沒有分數", "Not scored yet"),
    "told": (
        "這一份還沒有評分。問題出在評分系統，不在你的作業；這不是零分，老師已經收到通知。",
        "This has not been scored yet. The trouble is in the grading system, not in your work. "
        "It is not a zero, and your teacher has been told.",
    ),
    "told_do": (
        "你不必重新繳交。評分完成後，這一頁會更新。",
        "You need not hand in again. This page will change once the score is there.",
    ),
    "kept": (
        "在那之前，成績簿裡仍保留先前這部分的 {points} 分。",
        "Until then the gradebook keeps the earlier points for this: {points}.",
    ),
    "rejected": ("讀不出這份作業", "This submission could not be read"),
    "rejected_what": (
        "檔案沒有辦法讀取，所以沒有評分。原因如下：",
        "The file could not be read, so nothing was scored. The reason:",
    ),
    "rejected_do": (
        "請照上面的說明修正，然後重新繳交。修不好的話，請把這一頁拿給老師看。",
        "Please put this right and hand in again. If you cannot, show this page to your teacher.",
    ),
    "due": ("截止時間", "Due"),
    "late": ("遲交", "Late by"),
    "extended": ("比全班晚", "after the class, by"),
    "penalty": ("遲交扣分：{points} 分（扣分前 {before} 分）", "Taken off for handing in late: {points} (of {before})"),
    "by_hand": ("這一題由老師評分：{points} 分", "Marked by your teacher: {points}"),
    "by_hand_over": (
        "老師改評為 {points} 分（自動評分 {machine} 分）",
        "Your teacher changed the mark to {points} (scored by machine: {machine})",
    ),
    "by_machine": (
        "這是自動評分的結果，不含老師之後給的分數。",
        "This is what was scored by machine, without points that your teacher has given since.",
    ),
    "extra": ("額外加分：{points} 分", "Extra credit: {points}"),
    "comment": ("老師的評語", "Comment"),
    "no_response": ("這一題沒有作答。", "No response."),
    "notes": ("評分時的說明", "Notes from grading"),
    "overview": ("各題得分", "All tasks"),
    "task": ("題目", "Task"),
    "score": ("得分", "Score"),
    "result": ("結果", "Result"),
    "details": ("逐題說明", "Task by task"),
    "back": ("回到各題得分", "Back to all tasks"),
    "checks": ("檢查項目", "Checks"),
    "hint": ("提示", "Hint"),
    "traceback": ("錯誤訊息（你的程式）", "Traceback (your code)"),
    "answer_error": ("你的作答儲存格出錯了", "Your answer cell stopped with an error"),
    "output": ("你的程式輸出", "What your cells printed and drew"),
    "cut": ("此處省略 {count} 個字元", "{count} characters cut here"),
    "output_cut": ("其餘 {count} 項輸出省略", "{count} more outputs cut"),
    "plot": ("你的程式畫的圖，第 {number} 張", "Plot {number} drawn by your code"),
    "rich_output": ("這項輸出無法在此顯示", "This kind of output is not shown here"),
    "only_illustrates": (
        "這個儲存格只用來說明，評分時不執行。",
        "This cell only illustrates; it is not run for grading.",
    ),
    "self_check": ("評分時不執行自我檢查。", "Self-checks are not run for grading."),
    "test_error": ("測試儲存格沒有通過", "The test cell did not pass"),
    "stderr": ("警告與訊息 (stderr)", "Warnings and messages (stderr)"),
    "text_output": ("文字輸出", "Text output"),
    "no_checks": ("這一題沒有逐項結果。", "There are no single results for this task."),
    "unboxed": ("這次評分沒有使用隔離環境。", "Graded without isolation."),
    "students_output": ("學生程式的輸出，不是評分結果", "Output of the student's code, no result of grading"),
    "graded_with": ("評分時使用 {versions}。", "Graded with {versions}."),
    "no_network": ("評分時沒有網路。", "There was no network while grading."),
    "same_error": ("與上面相同的錯誤。", "The same error as above."),
    "unanswered": ("沒有作答", "Not answered"),
    "unanswered_line": (
        "這一題還沒有作答：儲存格和發下來時一樣，或沒有交上來。",
        "There is no answer to this task yet: its cell is as you were given it, or was not handed in.",
    ),
    "made_by": ("由 examiner 產生", "Made by examiner"),
    # how a task stands
    "full": ("滿分", "Full marks"),
    "partial": ("部分得分", "Part of the marks"),
    "none": ("未得分", "No marks"),
    "pending": ("還沒有評分", "Not scored yet"),
    "manual": ("由老師評分", "Marked by your teacher"),
    "manual_line": (
        "這一題由老師親自評分，分數之後會補上。",
        "Your teacher marks this task; its score will follow.",
    ),
    "pending_line": (
        "這一題還沒有評分。問題出在評分系統，不在你的作業；這不是零分，老師已經收到通知。",
        "This task has not been scored yet. The trouble is in the grading system, not in your work. "
        "It is not a zero, and your teacher has been told.",
    ),
    "excused": ("免計", "Excused"),
    "excused_line": ("這一題不計入你的成績。", "This task does not count for you."),
    "excused_all": ("這份作業不計入你的成績。", "This assignment does not count for you."),
    "void_out": ("不計分", "Not counted"),
    "void_out_line": (
        "這一題已經取消，所有人的總分都不計這一題。",
        "This task was taken out for everybody; its points left the total.",
    ),
    "void_full_line": (
        "這一題已經取消，所有人都得到這一題的滿分。",
        "This task was taken out for everybody; everybody has its full points.",
    ),
    # how a check ended
    "passed": ("通過", "Passed"),
    "failed": ("不正確", "Not right yet"),
    "raised": ("程式出錯", "Raised an error"),
    "timed_out": ("超過時間", "Took too long"),
    "crashed": ("核心中止", "The kernel died"),
    "skipped": ("沒有執行", "Not run"),
    "fault": ("未評分", "Not judged"),
    "raised_line": ("你的程式在這裡丟出例外。", "Your code raised an exception here."),
    "timed_out_line": (
        "你的程式超過了時間上限，所以被停下來。",
        "Your code ran longer than allowed and was stopped.",
    ),
    "crashed_line": (
        "執行你的程式時，核心中止了（例如記憶體不足）。",
        "The kernel died while running your code (out of memory, for instance).",
    ),
    "skipped_line": (
        "這一題的儲存格沒有執行到，所以無法檢查。",
        "The cell of this task never ran, so this could not be checked.",
    ),
    "fault_line": (
        "這一項無法評分。問題出在評分系統，不在你的作業，老師已經收到通知。",
        "This could not be judged. The trouble is in the grading system, not in your work, and your teacher "
        "has been told.",
    ),
    # the class page
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
    "total_short": ("總分", "Total"),
    "scroll": ("表格可以左右捲動", "This table scrolls sideways"),
}

WORDS: Mapping[str, Text] = {key: say(zh, en) for key, (zh, en) in _BOTH.items()}

SYMBOLS = {
    "passed": "✓",
    "failed": "✗",
    "raised": "!",
    "timed_out": "◷",
    "crashed": "⊗",
    "skipped": "–",
    "fault": "?",
    "full": "✓",
    "partial": "◐",
    "none": "✗",
    "unanswered": "○",
    "pending": "?",
    "manual": "✎",
    "excused": "⊘",
    "void_out": "⊘",
}


def word(key: str, languages: Iterable[str], **values: object) -> tuple[Piece, ...]:
    """Return the page's word ``key`` in the languages shown, with ``values`` filled in."""
    filled = {name: clean(str(value)) for name, value in values.items()}
    return sides(WORDS[key].mapped(lambda side: side.format(**filled)), languages)
