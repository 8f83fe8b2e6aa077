"""A course at the end of a term: kept, brought back, handed on; and a student who is forgotten."""
