"""The profile of a place on paper: one content, told as a page to print, as PDF and as a chapter to edit."""
