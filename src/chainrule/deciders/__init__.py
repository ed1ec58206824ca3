"""The deciders: each either settles a claim about terms or says why it gave up."""
