"""The author's vocabulary: terms with symbolic sizes that keep what was written."""
