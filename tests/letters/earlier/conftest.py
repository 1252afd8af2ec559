from tests.letters.earlier.registers import folder, imported, registrar, seen, sent

__all__ = ["folder", "imported", "registrar", "seen", "sent"]
