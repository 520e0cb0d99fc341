"""A proposal as a paper: what stands in it, its PDF, its link."""
