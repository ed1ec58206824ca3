"""From checked terms to what a reader sees: LaTeX, lines of a proof, the theorem at its head."""
