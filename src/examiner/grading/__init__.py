"""What graders are written with; the wall, notebook execution, the pytest plugin, running graders."""
