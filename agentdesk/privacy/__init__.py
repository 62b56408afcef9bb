"""A customer's data as the customer may ask for it: shown, handed over, erased (PIPL art. 44 to 47)."""
