"""Mail: composing it from templates, and handing it to an SMTP server."""
