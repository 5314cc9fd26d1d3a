"""An embeddable petition: supporters sign on a partner's page, organizers see totals they can trust."""
