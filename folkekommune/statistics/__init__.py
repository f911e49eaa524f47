"""Estimators as pure functions: intervals, growth references, inequality, trend."""
