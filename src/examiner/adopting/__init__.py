"""From the asserts of a master's grade cells to graders: what ``examiner adopt`` writes."""
