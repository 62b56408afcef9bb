"""A dealer to try the desk on: the fixtures taken in, and weeks of calls played through the real functions."""
