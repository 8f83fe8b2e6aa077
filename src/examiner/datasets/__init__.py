"""Real data sets: installed on request, checked, never part of the course's own files."""
