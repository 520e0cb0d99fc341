"""Messages out, as Standard Webhooks has them."""
