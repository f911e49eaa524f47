"""Users, projects, roles, permissions and the audit trail."""
