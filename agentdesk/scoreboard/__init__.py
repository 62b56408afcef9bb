"""Figures that open to the facts beneath them: indicators with their noise, and the day as it runs.

- definition.py: what an indicator is: formula, numerator and denominator as queries over facts, measure, period rule
- kpis.py: the registry; its rows come from here (KP-01 to KP-09), bookings.py, customers.py, calling.py (counted),
  asked.py (what customers answer: shares, NPS, indexes) and outside.py (reported, means, the appliance score)
- figures.py: an indicator over a period, with interval, target and verdict; computing.py, sums.py and folding.py put
  it together
- grounds.py: what indicators rest on; closed_days.py reads the closed days of it that are stored, rolling.py stores them
- segments.py: whose a subject is, for cuts by agent, advisor, department, model, kind
- subjects.py: the rows beneath a figure; reasons.py: why one is empty
- entering.py, reported.py: figures that others send, beside ours
- scores.py: people's scores as they are entered; incentives.py: what they bring in yuan, incentive_text.py as text
- today.py: the day by agent
- render.py: both as plain text
"""
