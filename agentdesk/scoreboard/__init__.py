"""Figures that open to the facts beneath them: indicators with their noise, and the day as it runs.

- kpis.py: each indicator's definition: formula, numerator and denominator as queries over facts
- figures.py: an indicator over a period, with interval, target and verdict
- subjects.py: the rows beneath a figure
- today.py: the day by agent
- render.py: both as plain text
"""
