"""What asking a model may cost: per question, per person and day, and for all together per day.

What a call can cost at most is reserved before it is made, so that many at once do not spend what one may;
what it did cost is settled afterwards.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol, Self

from answers.errors import BudgetSpent

MILLION = 1_000_000
ACCOUNTS_MAX = 50_000
"""Whose spending of one day one process remembers; the longest unused is forgotten first."""
EVERYBODY = ""
"""The account of all together."""


@dataclass(frozen=True, slots=True)
class Usage:
    """The tokens of one call, as the server counts them."""

    prompt: int
    answer: int


@dataclass(frozen=True, slots=True)
class Price:
    """Of a million tokens, in whatever currency the budgets are in."""

    prompt: float = 0.0
    answer: float = 0.0

    def of(self, usage: Usage) -> "Spending":
        """What it comes to; a currency unit divided by a million tokens is a millionth of one a token."""
        micros = usage.prompt * self.prompt + usage.answer * self.answer
        return Spending(usage.prompt + usage.answer, round(micros))


@dataclass(frozen=True, slots=True)
class Spending:
    """Tokens, and millionths of the currency unit."""

    tokens: int = 0
    micros: int = 0

    def __add__(self, other: Self) -> "Spending":
        return Spending(self.tokens + other.tokens, self.micros + other.micros)

    def __sub__(self, other: Self) -> "Spending":
        return Spending(self.tokens - other.tokens, self.micros - other.micros)


@dataclass(frozen=True, slots=True)
class Allowance:
    """What may be spent; None is no limit."""

    tokens: int | None = None
    micros: int | None = None

    def covers(self, spending: Spending) -> bool:
        return (self.tokens is None or spending.tokens <= self.tokens) and (
            self.micros is None or spending.micros <= self.micros
        )


@dataclass(frozen=True, slots=True)
class Allowances:
    """`call` is one question's share of one call; the others count by the day in UTC."""

    call: Allowance = Allowance()
    person: Allowance = Allowance()
    day: Allowance = Allowance()


@dataclass(frozen=True, slots=True)
class Reserved:
    """What was set aside for one call, on which day and from whose account."""

    day: date
    account: str | None
    spending: Spending


class Budget(Protocol):
    """The spending of a day, shared by all processes that ask the same model.

    Every method raises `ModelUnavailable` where it cannot be looked up: nothing is spent uncounted.
    """

    async def reserve(self, account: str | None, most: Spending) -> Reserved:
        """Set aside what a call can cost at most. Raises `BudgetSpent` where that is not allowed any more."""
        ...

    async def settle(self, reserved: Reserved, spent: Spending) -> None:
        """Give back what was not spent of it."""
        ...

    async def spent(self) -> Spending:
        """What everybody together has spent or set aside today."""
        ...


class MemoryBudget:
    """The spending of this process."""

    def __init__(
        self, allowances: Allowances, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._allowances = allowances
        self._clock = clock
        self._day: date | None = None
        self._spent: OrderedDict[str, Spending] = OrderedDict()

    async def reserve(self, account: str | None, most: Spending) -> Reserved:
        refuse_call(self._allowances, most)
        after = {name: self._of(name) + most for name in _names(account)}
        refuse_day(self._allowances, after)
        for name, spending in after.items():
            self._keep(name, spending)
        return Reserved(today(self._clock), account, most)

    async def settle(self, reserved: Reserved, spent: Spending) -> None:
        if reserved.day == today(self._clock):
            for name in _names(reserved.account):
                self._keep(name, self._of(name) + spent - reserved.spending)

    async def spent(self) -> Spending:
        return self._of(EVERYBODY)

    def _of(self, name: str) -> Spending:
        if self._day != today(self._clock):
            self._day = today(self._clock)
            self._spent.clear()
        return self._spent.get(name, Spending())

    def _keep(self, name: str, spending: Spending) -> None:
        self._spent[name] = spending
        self._spent.move_to_end(name)
        self._spent.move_to_end(EVERYBODY)
        while len(self._spent) > ACCOUNTS_MAX:
            self._spent.popitem(last=False)


def today(clock: Callable[[], datetime]) -> date:
    return clock().astimezone(UTC).date()


def refuse_call(allowances: Allowances, most: Spending) -> None:
    """Raises `BudgetSpent` where one call alone is too much."""
    if not allowances.call.covers(most):
        raise BudgetSpent("one question may not cost as much as this one could")


def refuse_day(allowances: Allowances, after: Mapping[str, Spending]) -> None:
    """Raises `BudgetSpent` where somebody would have spent too much, by account."""
    for name, spending in after.items():
        allowance = allowances.person if name else allowances.day
        if not allowance.covers(spending):
            raise BudgetSpent("this person's budget of today is spent" if name else "today's budget is spent")


def _names(account: str | None) -> tuple[str, ...]:
    return (EVERYBODY, account) if account else (EVERYBODY,)
