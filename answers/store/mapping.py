"""The database's errors as ours: the one place of this ring that knows them."""

import functools
from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from answers.errors import Conflict, StoreError, StoreUnavailable

P = ParamSpec("P")
R = TypeVar("R")


def mapped(call: Callable[P, Coroutine[Any, Any, R]]) -> Callable[P, Coroutine[Any, Any, R]]:
    """SQLAlchemy's errors, and the drivers' own at connecting, as ours."""

    @functools.wraps(call)
    async def within(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return await call(*args, **kwargs)
        except IntegrityError as error:
            raise Conflict("it was changed by somebody else meanwhile") from error
        except (DBAPIError, OSError, TimeoutError) as error:
            raise StoreUnavailable(f"the database did not answer: {_first_line(error)}") from error
        except SQLAlchemyError as error:
            raise StoreError(_first_line(error)) from error

    return within


def _first_line(error: BaseException) -> str:
    """Without the statement and its parameters, which hold content."""
    cause = getattr(error, "orig", None) or error
    return f"{type(cause).__name__}: {str(cause).splitlines()[0] if str(cause) else ''}"
