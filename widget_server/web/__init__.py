"""HTTP: routes, handlers, and how errors are answered."""
