"""Settings of this course, for nbgrader and for examiner. Each is explained in examiner's docs/settings.md."""

c = get_config()
