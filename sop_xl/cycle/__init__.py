"""The S&OP cycle: calendar, agenda, invitations, minutes and the roll of the month; rows in, rows and drafts out."""
