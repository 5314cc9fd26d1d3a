"""One catalogue a language, read by core/catalogue.py. docs/translating.md tells how to add one."""
