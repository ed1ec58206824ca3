"""Deciders: each settles a statement on its own; none rewrites what an author wrote."""
