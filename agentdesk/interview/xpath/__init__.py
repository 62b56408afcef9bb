"""XPath 1.0 with ODK's function library: parse once, evaluate over the tree of answers."""
