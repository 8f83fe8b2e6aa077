"""Grade many submissions: workers compute, one writer writes, nothing that is done is done again."""
