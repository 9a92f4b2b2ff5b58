"""Formulas that say n/a where there is nothing to compare with: 0 % would be a statement."""

from __future__ import annotations

NOT_AVAILABLE = "n/a"


def known(amount: str) -> str:
    """An amount; a company without rows of its kind has a sum of 0, which is no amount."""
    return f'IF({amount}=0,"{NOT_AVAILABLE}",{amount})'


def ratio(amount: str, base: str, rest: str = "") -> str:
    """An amount over its base, and what is done with the quotient."""
    return f'IF({base}=0,"{NOT_AVAILABLE}",({amount})/({base}){rest})'


def gap(amount: str, base: str) -> str:
    """An amount less its base."""
    return f'IF({base}=0,"{NOT_AVAILABLE}",{amount}-{base})'


def change_in_words(amount: str, base: str, name: str) -> str:
    """Change of an amount on its base in percent, as a remark; ``name`` is what the base is called."""
    return f'=IF({base}=0,"no {name}",TEXT(({amount})/({base})-1,"+0.0%;-0.0%")&" on {name}")'


def difference_in_words(amount: str, base: str, name: str) -> str:
    """Difference of an amount to its base, as a remark."""
    return f'=IF({base}=0,"no {name}",TEXT({amount}-({base}),"+#,##0;-#,##0")&" on {name}")'
