"""What comes from other systems and goes to them: one folder a protocol."""
