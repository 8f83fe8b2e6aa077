"""Author API, pytest plugin, the wall, notebook execution, scoring, audit."""
