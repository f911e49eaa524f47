"""The gallery: every shared part of the pages in every state. Only where persons are made up."""
