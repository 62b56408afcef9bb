"""A small invented dealer, and its exports as a dealer system writes them."""
