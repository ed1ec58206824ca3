"""Chainrule: chains of steps, each with a rule, each checked."""
