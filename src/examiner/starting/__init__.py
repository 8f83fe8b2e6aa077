"""What a course begins with: a whole small one, what an nbgrader course lacks, one more assignment."""
