"""Where things are, the course's settings, intake of submissions, release of assignments."""
