"""What students can find out before they hand in, from the release alone: nothing here knows of graders or marks."""
