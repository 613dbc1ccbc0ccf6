"""The dates of a PubMed record: given in parts, as a season, as a range, or not at all."""

import re
from datetime import date
from xml.etree.ElementTree import Element

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")
_MONTH = re.compile(rf"\b({'|'.join(_MONTHS)})", re.IGNORECASE)


def date_of(element: Element | None) -> date | None:
    """The day, or the first of the month or year where no more is given.

    Of a range (`MedlineDate`: "1998 Dec-1999 Jan") its beginning; of a season the year. None where there is
    no year, or an impossible one.
    """
    if element is None:
        return None
    ranged = element.findtext("MedlineDate")
    if ranged is not None:
        return _ranged(ranged)
    year = _YEAR.fullmatch((element.findtext("Year") or "").strip())
    if year is None:
        return None
    month = _month((element.findtext("Month") or "").strip())
    return _day(int(year[0]), month, (element.findtext("Day") or "").strip())


def _ranged(text: str) -> date | None:
    year = _YEAR.search(text)
    if year is None:
        return None
    month = _MONTH.match(text[year.end() :].strip())
    return date(int(year[0]), _MONTHS.index(month[1].lower()) + 1 if month else 1, 1)


def _month(text: str) -> int | None:
    """A number or a name's beginning; None where there is none."""
    if text.isascii() and text.isdigit() and 1 <= int(text[:3]) <= len(_MONTHS):
        return int(text)
    return _MONTHS.index(text[:3].lower()) + 1 if text[:3].lower() in _MONTHS else None


def _day(year: int, month: int | None, day: str) -> date:
    try:
        return date(year, month or 1, int(day) if month and day.isascii() and day.isdigit() else 1)
    except ValueError:
        return date(year, month or 1, 1)
