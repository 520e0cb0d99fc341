"""What enters by the doors of this floor."""
