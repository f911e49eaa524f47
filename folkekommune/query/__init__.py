"""The typed query model with its lineage: what may be asked, without any I/O."""
