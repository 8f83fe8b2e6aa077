"""What runs on the student's side: loaded in the jail as the package ``inside``, so it imports nothing else of ours."""
