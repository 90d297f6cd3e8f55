"""Rules that constraints cannot say, as triggers for SQLite and PostgreSQL; released migrations rely on these words."""

from __future__ import annotations

from alembic import op

INSERT_RULE_SQLITE = """
CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN ({violation})
BEGIN SELECT RAISE(ABORT, '{name}: {message}'); END
"""
INSERT_RULE_POSTGRESQL = (
    """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF ({violation}) THEN
    RAISE EXCEPTION '{name}: {message}' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$
""",
    "CREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
)
APPEND_ONLY_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
APPEND_ONLY_POSTGRESQL = (
    """
CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'restrict_violation';
END $$
""",
    """
CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()
""",
)


def refuse_insert(table: str, name: str, message: str, violation: str) -> None:
    """Refuses a new row for which `violation`, an SQL condition over NEW that both databases read alike, is true."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(INSERT_RULE_SQLITE.format(table=table, name=name, message=message, violation=violation).strip())
        return
    for statement in INSERT_RULE_POSTGRESQL:
        op.execute(statement.format(table=table, name=name, message=message, violation=violation).strip())


def append_only(table: str) -> None:
    """Refuses every change and every removal of a row of the table."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(APPEND_ONLY_SQLITE.format(table=table, verb=verb).strip())
        return
    for statement in APPEND_ONLY_POSTGRESQL:
        op.execute(statement.format(table=table).strip())
