"""What tests are built from: databases, a service, supporters, a mail server, the real server."""
