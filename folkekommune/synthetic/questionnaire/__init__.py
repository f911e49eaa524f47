"""The questionnaire as data: items, occasions and the grammar of their marginals."""
