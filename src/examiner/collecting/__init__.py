"""Hand-ins from anywhere: what other systems and people put into folders and zip files, into ``submitted/``."""
