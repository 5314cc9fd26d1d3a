"""What partners' pages, supporters and scripts ask for: one handler file for each endpoint or screen."""
