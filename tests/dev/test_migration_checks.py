from dev.migration_checks import later_migrations, squawk


def test_squawk_refuses_an_index_that_blocks_writes() -> None:
    report = squawk("BEGIN; CREATE INDEX i ON letters_letter (ordinal); COMMIT;", "a.sql")
    assert "require-concurrent-index-creation" in report


def test_squawk_refuses_a_required_column() -> None:
    report = squawk("ALTER TABLE letters_letter ADD COLUMN a bigint NOT NULL;", "a.sql")
    assert "adding-required-field" in report


def test_squawk_accepts_an_index_built_concurrently() -> None:
    assert squawk("CREATE INDEX CONCURRENTLY i ON letters_letter (ordinal);", "a.sql") == ""


def test_later_migrations_leaves_out_the_first_of_each_app() -> None:
    assert "0001_initial" not in {name for _app, name in later_migrations()}
