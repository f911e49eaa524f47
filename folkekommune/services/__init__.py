"""One use case a file: check permission, do, audit."""
