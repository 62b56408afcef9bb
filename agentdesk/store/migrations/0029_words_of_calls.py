"""What is typed in a call, on a copied card and of a task in the queue is kept like the forms of complaints."""

from __future__ import annotations

from agentdesk.store.frozen import sql_beside

up = sql_beside(__file__)
