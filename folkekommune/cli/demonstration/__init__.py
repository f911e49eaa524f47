"""The demonstration: the whole of FolkeKommune on synthetic children, one step after the other."""
