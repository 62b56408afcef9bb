"""Figures that open to the facts beneath them: indicators with their noise, and the day as it runs.

- definition.py: what an indicator is: formula, numerator and denominator as queries over facts, measure, period rule
- kpis.py: the registry; its rows come from here (KP-01 to KP-09), bookings.py, customers.py, calling.py, handling.py
  (counted), asked.py and effort.py (what customers answer: shares, NPS, indexes, CES) and outside.py (reported, entered
  counts, means, the appliance score)
- figures.py: an indicator over a period, with interval, target and verdict; computing.py, sums.py and folding.py put
  it together
- grounds.py: what indicators rest on; closed_days.py reads what is stored of its closed days, rolling.py stores them
- segments.py: whose a subject is, for cuts by agent, advisor, department, model, kind
- subjects.py: the rows beneath a figure; reasons.py: why one is empty
- entering.py, reported.py: figures that others send, beside ours
- scores.py: people's scores as they are entered; incentives.py: what they bring in yuan, incentive_text.py as text;
  greetings.py: messages that went out late
- visits.py: who came and rang, by which channel, and which deals were lost and why
- today.py: the day by agent; wall.py: the house alone, for a screen on a wall
- render.py: both as plain text
"""
