"""Mistakes of whole functions: what an audit puts around the functions of a reference answer.

``kinds`` names them and writes the wrapped answers; the other modules are sent into the box as they stand and need
nothing but the standard library, and NumPy and Matplotlib where the notebook has imported them.
"""
