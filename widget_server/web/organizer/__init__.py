"""Organizers' pages, a file for each screen."""
