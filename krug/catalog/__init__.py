"""What the company sells: products, price lists, stock, as other systems tell them."""
