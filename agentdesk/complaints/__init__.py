"""Complaints: from the customer's sentence to a solution the customer confirmed.

- raising.py: the form, prefilled, kept while it is typed, submitted as a numbered complaint
- in_call.py: the call it was noted in: whose it is, and the interview that takes over what came before it
- workflow.py: the six steps (CP-03): what may happen next, by whom, and what it needs
- steps.py: the table behind it: states, actions, transitions
- derive.py: what a history amounts to, as a pure function of its events
- clocks.py: the deadlines of a severity, in working time
- listing.py: complaints as rows, and one complaint as its file
"""
