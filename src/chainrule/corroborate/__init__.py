"""Corroboration: a term as running torch code, and autograd beside what was derived."""
