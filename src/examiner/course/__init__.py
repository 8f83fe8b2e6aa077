"""Where things are, the settings, the secret, what is stored of a report."""
