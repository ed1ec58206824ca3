"""What is asked of a line: its mutants, and whether the checker tells each of them from the truth.

Pure functions; randomness is passed in.
"""
