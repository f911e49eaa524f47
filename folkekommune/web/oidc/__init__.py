"""Log-in with a provider outside, such as ID-porten and Feide: the protocol OpenID Connect, without pages.

A log-in is a ``ticket`` from the moment someone chooses a provider until its answer is judged. The browser
brings the ticket; state, nonce and PKCE's secret are made of it and of a key the browser does not know, so
that an answer fits one log-in in one browser. Every way an answer can be wrong ends in a ``LogInRefused``.
"""
