"""agentdesk: the terminal workstation for people who call customers back."""
