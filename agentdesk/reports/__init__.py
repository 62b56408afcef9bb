"""Reports: what a month, a week, a day comes to, as one document that every renderer shows alike.

- document.py: sections of prose, tables and charts with raw values
"""
