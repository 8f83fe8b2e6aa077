"""From an untrusted upload to a notebook that can be graded."""
