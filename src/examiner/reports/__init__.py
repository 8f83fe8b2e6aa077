"""What staff read about a class."""
