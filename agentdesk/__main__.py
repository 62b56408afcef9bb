"""`python -m agentdesk` is the command line."""

from agentdesk.cli import main

main()
