"""The widget and the service's pages in a real browser, against the real service.

`python -m tests.browser` starts everything and waits, for running single tests by hand or looking around.
"""
