"""Measurements as ratios against named peers."""
