"""The words of the pages, in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from examiner.model.text import Piece, Text, say
from examiner.pages.staff_words import STAFF
from examiner.pages.text import clean, sides

NO_RESPONSE = "No response."  # what nbgrader's gradebook says of an answer that was left blank

_STUDENTS: Mapping[str, tuple[str, str]] = {
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
    # points lost, and what has changed
    "languages": ("語言", "Language"),
    "lost": ("分數丟在哪裡", "Where points were lost"),
    "lost_points": ("少了", "lost"),
    "lost_nothing": ("沒有丟分。", "No points were lost."),
    "next": ("接下來先看", "Look at this next"),
    "next_error": (
        "你的作答儲存格在這裡停了下來，後面的檢查都靠它：先修好這個錯誤。",
        "Your answer cell stopped here, and the checks rest on it: mend this error first.",
    ),
    "next_unanswered": ("這一題還沒有作答。", "This task has no answer yet."),
    "own_line": ("你的第 {number} 行：", "Your line {number}:"),
    "hidden_checks": ("通過 {passed} / {count} 個隱藏檢查", "{passed} of {count} hidden checks passed"),
    "open_checks": ("通過 {passed} / {count} 個檢查", "{passed} of {count} checks passed"),
    "changed": ("和上一次的結果相比", "Since the result before this one"),
    "changed_handed_in": ("上一次繳交：{time}", "Handed in before: {time}"),
    "changed_same": ("作答相同，重新評分過。", "The answers are the same; they were graded again."),
    "changed_nothing": ("分數沒有變。", "No points have changed."),
    "before": ("之前", "Before"),
    "now": ("現在", "Now"),
    "now_passes": ("現在通過", "Passes now"),
    "passes_no_more": ("不再通過", "Passes no more"),
    "by_machine_only": ("只比較自動評分的部分。", "Only what is scored by machine is compared."),
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
}

WORDS: Mapping[str, Text] = {key: say(zh, en) for key, (zh, en) in {**_STUDENTS, **STAFF}.items()}

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
