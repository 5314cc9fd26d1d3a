"""Tests; the folders mirror widget_server/."""
