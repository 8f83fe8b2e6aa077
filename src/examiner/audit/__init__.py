"""Proof that hidden graders catch wrong answers, accept right ones, and give nothing away."""
