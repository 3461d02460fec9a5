"""The program, plans with mistakes, and what is found in them: rules and the text at fault."""

import os
from pathlib import Path

PROGRAM = Path(os.environ["PLANVET"])
BROKEN = Path(__file__).with_name("rates.plan.md")

VALUE = ("wrong-value", "Low to Medium")
NUMBER = ("wrong-number", "2")
BOX = ("malformed-box", "- []")
LABEL = ("misnamed-field", "**Verification**:")

TASKS = """# Rates

## Task: Import rates
**Description**: Read the file that `app/rates.csv` holds.
**Depends on**: None

## Task: Serve rates
**Description**: Answer requests 🎈 of clients.
**Depends on**: Import rates
"""
# The second task waits for one that is not there.
LOST = TASKS.replace("**Depends on**: Import rates", "**Depends on**: Task 3")
THIRD = ("unresolved-reference", "Task 3")
