"""Deciders: each settles one kind of question about terms, soundly and with a reason."""
