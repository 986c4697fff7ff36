"""The measures, yardsticks and rules of the field: pure functions on the standard library, without files, databases or pages."""
