"""`python -m agentdesk` is the command line."""

from agentdesk.common.interpreter import packages_needed

with packages_needed():
    from agentdesk.cli import main

main()
