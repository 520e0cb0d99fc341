"""Mail as it travels: connections to servers (IMAP, SMTP), letters as bytes. Knows no rows."""
