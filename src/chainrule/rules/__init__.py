"""Citable rules and the lemma library."""
