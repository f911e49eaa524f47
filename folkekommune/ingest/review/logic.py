"""P15: answers that cannot be: at that age, after the answer before, or beside another answer."""

from __future__ import annotations

from folkekommune.ingest.quality.review_declaration import Logic
from folkekommune.ingest.review.visits import DraftTables

_DAYS_A_MONTH = 30.4375


def find_impossible_answers(tables: DraftTables, logic: Logic) -> tuple[int, list[tuple[int, int, str]]]:
    """Give how many answers a rule is about, and delivery, row and occasion of those against it."""
    selects = [
        f"SELECT person, visit_date, age_days, record, delivery, file_row_number, '{occasion}' AS occasion, "
        f'"{logic.item}" AS answer, {tables.column(occasion, logic.beside)}::DOUBLE AS beside '
        f'FROM live_{occasion} WHERE "{logic.item}" IS NOT NULL'
        for occasion, columns in tables.columns.items()
        if logic.item in columns
    ]
    if not selects:
        return 0, []
    codes = ", ".join(str(code) for code in logic.codes)
    conditions = [f"answer IN ({codes})"]
    applicable = "true"
    if logic.from_days is not None:
        applicable = f"age_days >= {logic.from_days}"
    if logic.after:
        conditions.append(f"before IN ({', '.join(str(code) for code in logic.after)})")
        applicable = "before IS NOT NULL"
    if logic.beside:
        conditions.append(f"beside * {_DAYS_A_MONTH} <= age_days")
        applicable = "beside IS NOT NULL"
    found = tables.rows(
        f"""
        WITH answers AS (
            SELECT *, lag(answer) OVER (PARTITION BY person ORDER BY visit_date, record) AS before
            FROM ({" UNION ALL ".join(selects)})
        )
        SELECT delivery, file_row_number, occasion, {" AND ".join(conditions)} AS against
        FROM answers WHERE {applicable}
        """
    )
    against = [(delivery, row, occasion) for delivery, row, occasion, wrong in found if wrong]
    return len(found), against
