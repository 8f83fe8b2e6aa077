"""Settings of this course, for nbgrader and for examiner. Nothing here depends on the machine."""

c = get_config()  # noqa: F821 - nbgrader and examiner provide it

# The course's name in the gradebook.
c.CourseDirectory.course_id = "deep_learning"

# nbgrader's exchange is a folder that students and staff share on one machine. This course hands out
# release/ and takes in submitted/ by other ways; without a root, nbgrader's buttons for it are off.
c.Exchange.root = ""

# Prose of these languages stays in releases and feedback; cells tagged with another are left out.
c.Examiner.languages = ["zh-TW", "en"]

# Imported once, before any submission runs. Name what the notebooks import and what is slow to import.
c.Examiner.preload = [
    "numpy",
    "pandas",
    "matplotlib.pyplot",
    "scipy.optimize",
    "scipy.special",
    "scipy.stats",
    "sympy",
    "sklearn.datasets",
    "sklearn.decomposition",
    "sklearn.linear_model",
    "sklearn.manifold",
    "sklearn.metrics",
    "sklearn.model_selection",
    "sklearn.pipeline",
    "sklearn.preprocessing",
    "tensorflow",
    "keras",
    "gensim.models",
    "gymnasium",
]

# Kernels kept ready for the next submission by each process that grades.
c.Examiner.spare_kernels = 1

# Submissions graded at the same time; 0: one for each core.
c.Examiner.jobs = 0

# Students' code runs in a box without network and without sight of this machine's files. Turning it off
# marks every report; see `examiner doctor` if the box cannot be built.
c.Examiner.box = True

# What one submission may use; examiner.model.Limits lists the names. Seconds are of CPU time.
c.Examiner.limits = {
    "cell_seconds": 60,
    "call_seconds": 30,
    "notebook_seconds": 600,
    "memory_mib": 2048,
}

# The same for single assignments.
SHORT = {"cell_seconds": 20, "call_seconds": 20}
c.Examiner.assignment_limits = {"hw1": SHORT, "hw2": SHORT, "hw3": SHORT, "hw5": {"call_seconds": 20}}

# nbgrader's own commands and formgrader's autograde button grade in the box too, and give the same scores.
# In another course `from examiner.nbgrader_plugin import configure; configure(c)` says all of this.
c.Autograde.sanitize_preprocessors = ["nbgrader.preprocessors.ClearOutput", "examiner.nbgrader_plugin.Intake"]
c.Autograde.autograde_preprocessors = [
    "examiner.nbgrader_plugin.Grade",
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "examiner.nbgrader_plugin.Save",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# `nbgrader export` quotes names that hold a comma.
c.ExportApp.plugin_class = "examiner.exports.quoted_csv.QuotedCsv"
