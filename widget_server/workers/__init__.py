"""What runs beside requests, for as long as the service does."""
