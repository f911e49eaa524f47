"""Who may do what: users, roles, sessions, projects, approvals and the audit trail.

Everything rests in the control database (:func:`folkekommune.access.database.open_control_database`).
The room knows nothing about web pages, figures or rows.
"""
