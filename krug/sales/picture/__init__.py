"""The pipe as a picture: what flows, where it leaks, what stands still; lying or standing. Pure geometry."""
