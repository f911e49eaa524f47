"""Pages for everyone: plain answers to plain questions. No cookie, no script, no outside request."""
