# Thin on purpose: make.py does the work, and opens the same doors where there is no make.
PYTHON ?= python3

DOORS := help setup monograph check format-check lint types imports prose test theory docs \
         fmt serve bench audit lock clean

.DEFAULT_GOAL := help
.PHONY: $(DOORS)

$(DOORS):
	@$(PYTHON) make.py $@
