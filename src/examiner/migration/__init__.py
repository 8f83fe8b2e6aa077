"""A course of the former version of this program, brought to today's form."""
