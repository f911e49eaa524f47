"""Adversaries that use the public interface only, and how far they got."""
