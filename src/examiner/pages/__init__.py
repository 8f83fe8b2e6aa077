"""What every page for people is made of: words, safe text, templates."""
