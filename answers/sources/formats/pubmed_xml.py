"""PubMed's own XML (`PubmedArticleSet`, as efetch and the yearly files have it) to sources.

Shapes: NLM's PubMed DTD of 2025 and "MEDLINE/PubMed XML element descriptions". A record's passages are the
sections of its abstract, word for word. What is no evidence is skipped by its reason: records without an
abstract, notices about other articles, protocols.

Read as a stream, a record at a time: the declared DTD is not fetched, entities are refused, and neither a
record nor the whole may be larger than its bound.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol, TypeVar
from xml.etree.ElementTree import Element, ParseError

import defusedxml
from defusedxml.ElementTree import iterparse
from pydantic import ValidationError

from answers.errors import InvalidRecord
from answers.library.base import MAX_RECORD_BYTES, Skipped, first_of_each, invalid
from answers.library.files import Source as Files
from answers.library.files import SourceFile
from answers.sources.formats.base import About, Read
from answers.sources.formats.pubmed_dates import date_of
from answers.sources.formats.pubmed_terms import (
    NOTICES,
    PROTOCOLS,
    RETRACTED,
    VETERINARY,
    countries_in,
    country_of,
    kind_of,
    language_of,
    part_of,
)
from answers.sources.formats.pubmed_text import text_of
from answers.sources.record import Source, SourcePassage
from answers.types import Reference, ReferenceKind, Retraction

MAX_FILE_BYTES = 1024**3
"""A file of the yearly set has about 30,000 records and 200 MB."""
SUBJECTS_MAX = 100
LINE_MAX_CHARS = 1_000
UNTITLED = "[Not Available]."
WITHDRAWN = "WITHDRAWN:"
"""How Cochrane begins the titles of reviews that it took back."""
BOOKSHELF = "https://www.ncbi.nlm.nih.gov/books/"
ANIMALS, HUMANS = "Animals", "Humans"

_BOOK = "PubmedBookArticle"
_RECORDS = frozenset({"PubmedArticle", _BOOK})


@dataclass(frozen=True, slots=True)
class Standing:
    """What PubMed knows of a record's fate, evidence or not. `superseded_by` is "" where nothing does."""

    pmid: str
    retraction: Retraction
    superseded_by: str


def read(source: Files, about: About) -> Iterator[Read]:
    """The sources of all files, each PubMed id once.

    The records say themselves what they are. Their retraction status is that of their last revision by NLM.
    """
    return first_of_each(_as_told(each, about) for file in source for each in _file(file))


def _as_told(each: Read, about: About) -> Read:
    if isinstance(each, Skipped):
        return each
    told = {"quotable": about.quotable, "licence": each.licence or about.licence}
    return each.model_copy(update=told)


def _file(file: SourceFile | Skipped) -> Iterator[Read]:
    if isinstance(file, Skipped):
        yield file
        return
    is_empty = True
    try:
        with file.open_stream() as stream:
            for record in records(stream, file.name):
                is_empty = False
                yield record
    except OSError as error:
        yield Skipped("unreadable file", file.name, error.strerror or type(error).__name__)
        return
    if is_empty:
        yield Skipped("no PubMed records", file.name)


def records(stream: "Bytes", where: str, *, checked: date | None = None) -> Iterator[Read]:
    """The records of one `PubmedArticleSet` as they come.

    `checked` is the day on which PubMed itself gave them; None where that is not known. What cannot be read
    on is a `Skipped` at the place `where`, and the last of all.
    """
    return _each(stream, where, lambda element: _read(element, checked))


def standings(stream: "Bytes", where: str) -> Iterator[Standing | Skipped]:
    """What became of each record, for a check of those that are stored; `Skipped` as for `records`."""
    return _each(stream, where, _standing)


T = TypeVar("T")


def _each(stream: "Bytes", where: str, read_one: Callable[[Element], T]) -> Iterator[T | Skipped]:
    bounded = _Bounded(stream)
    try:
        for element in _elements(bounded):
            yield read_one(element)
            element.clear()
            bounded.record_ends()
    except defusedxml.DefusedXmlException as error:
        yield Skipped("unsafe XML", where, type(error).__name__)
    except InvalidRecord as error:
        yield Skipped.because(error, where)
    except (ParseError, LookupError, ValueError) as error:
        yield Skipped("malformed XML", where, str(error))


def _elements(stream: "_Bounded") -> Iterator[Element]:
    """Records as they are complete; what is done with is dropped, so that a set of any length fits."""
    root: Element | None = None
    for event, element in iterparse(stream, events=("start", "end")):
        if root is None:
            root = element
        if event == "end" and element.tag in _RECORDS:
            yield element
            if element is not root:
                root.clear()


class Bytes(Protocol):
    """What is parsed: an open file, or a body that was fetched."""

    def read(self, size: int, /) -> bytes: ...


class _Bounded:
    """A stream that ends with `InvalidRecord` where a record, or all of it, is too large."""

    def __init__(self, stream: Bytes) -> None:
        self._stream = stream
        self._record_bytes = 0
        self._all_bytes = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._record_bytes += len(data)
        self._all_bytes += len(data)
        if self._record_bytes > MAX_RECORD_BYTES or self._all_bytes > MAX_FILE_BYTES:
            raise InvalidRecord(
                "too large", f"a record over {MAX_RECORD_BYTES:,} bytes, or a file over 1 GiB"
            )
        return data

    def record_ends(self) -> None:
        self._record_bytes = 0


def _standing(element: Element) -> Standing:
    citation = _child(element, "MedlineCitation")
    types = _types(citation.iterfind("Article/PublicationTypeList/PublicationType"))
    return Standing(_pmid(element), _retraction(types, citation), _superseded_by(citation))


def _read(element: Element, checked: date | None) -> Read:
    pmid = _pmid(element)
    where = external_id(pmid) if pmid else "a record without a PubMed id"
    record = _book if element.tag == _BOOK else _article
    try:
        return record(element, pmid).source(checked)
    except InvalidRecord as error:
        return Skipped.because(error, where)
    except ValidationError as error:
        return Skipped.because(invalid(error), where)


def _pmid(element: Element) -> str:
    return _line(element.findtext("BookDocument/PMID" if element.tag == _BOOK else "MedlineCitation/PMID"))


def external_id(pmid: str) -> str:
    """The name of a PubMed record among the sources."""
    return f"pmid:{pmid}"


@dataclass(frozen=True, slots=True)
class _Record:
    """A record's fields as they stand, "" and empty where it has none."""

    pmid: str
    title: str
    types: frozenset[str]
    passages: tuple[SourcePassage, ...]
    language: str
    issuer: str
    otherwise: ReferenceKind
    subjects: tuple[str, ...]
    published: date | None
    doi: str
    url: str | None
    country: str | None
    edition: str
    licence: str
    retraction: Retraction
    superseded_by: str
    revised: date | None

    def source(self, checked: date | None) -> Source:
        """Raises InvalidRecord by the reason why it is no evidence; ValidationError."""
        if not self.pmid:
            raise InvalidRecord("no PubMed id")
        if self.types & NOTICES:
            raise InvalidRecord("a notice about another article")
        if self.types & PROTOCOLS:
            raise InvalidRecord("a protocol without results")
        if not self.passages:
            raise InvalidRecord("no abstract")
        if not self.title:
            raise InvalidRecord("no title")
        return Source(
            external_id=external_id(self.pmid),
            reference=self._reference(checked or self.revised),
            passages=self.passages,
            subjects=self.subjects[:SUBJECTS_MAX],
            published=self.published,
            edition=self.edition or None,
            language=self.language,
            licence=self.licence or None,
            withdrawn_by_issuer=self.title.startswith(WITHDRAWN),
        )

    def _reference(self, checked: date | None) -> Reference:
        retraction = self.retraction
        if checked is None and retraction is Retraction.NONE:
            retraction = Retraction.UNCHECKED
        if checked is None and retraction is not Retraction.UNCHECKED:
            # A mark does not go away again, so it holds today as well.
            checked = datetime.now(UTC).date()
        return Reference(
            title=self.title,
            kind=kind_of(self.types, self.otherwise),
            issuer=self.issuer or None,
            country=self.country,
            year=self.published.year if self.published else None,
            url=self.url,
            doi=self.doi if _is_doi(self.doi) else None,
            pmid=self.pmid,
            retraction=retraction,
            checked=checked if retraction is not Retraction.UNCHECKED else None,
            superseded_by=self.superseded_by or None,
        )


def _is_doi(doi: str) -> bool:
    """Whether a reference takes it: some records hold what is none."""
    with suppress(ValidationError):
        return bool(doi) and Reference(title="-", kind=ReferenceKind.STUDY, doi=doi).doi is not None
    return False


# -- journal articles


def _article(element: Element, pmid: str) -> _Record:
    citation = _child(element, "MedlineCitation")
    article = _child(citation, "Article")
    journal = _child(article, "Journal")
    types = _types(article.iterfind("PublicationTypeList/PublicationType"))
    subjects = _subjects(citation, types)
    passages, language = _abstract(citation, article)
    is_guideline = kind_of(types, ReferenceKind.STUDY) is ReferenceKind.GUIDELINE
    return _Record(
        pmid=pmid,
        title=_title(text_of(article.find("ArticleTitle")), text_of(article.find("VernacularTitle"))),
        types=types,
        passages=passages,
        language=language,
        issuer=_issuer(article, citation, journal, is_guideline=is_guideline),
        otherwise=ReferenceKind.STUDY,
        subjects=subjects,
        published=date_of(journal.find("JournalIssue/PubDate")) or date_of(article.find("ArticleDate")),
        doi=_doi(element, article),
        url=None,
        country=_country(citation, subjects, is_guideline=is_guideline),
        edition="",
        licence=_cut(text_of(article.find("Abstract/CopyrightInformation"))),
        retraction=_retraction(types, citation),
        superseded_by=_superseded_by(citation),
        revised=date_of(citation.find("DateRevised")),
    )


def _issuer(article: Element, citation: Element, journal: Element, *, is_guideline: bool) -> str:
    """The journal as abbreviated in citations; a guideline's is whoever issued it, where it names one."""
    abbreviated = _line(journal.findtext("ISOAbbreviation")) or _line(
        citation.findtext("MedlineJournalInfo/MedlineTA")
    )
    name = abbreviated or _line(journal.findtext("Title"))
    collective = text_of(article.find("AuthorList/Author/CollectiveName")).rstrip(".")
    if is_guideline and collective:
        return _cut(f"{collective} ({name})" if name else collective)
    return _cut(name)


def _country(citation: Element, subjects: tuple[str, ...], *, is_guideline: bool) -> str | None:
    """Where a journal appears says nothing of whom a guideline is for: that is the one country that its
    indexers name, or unknown."""
    if not is_guideline:
        return country_of(_cut(_line(citation.findtext("MedlineJournalInfo/Country"))))
    named = countries_in(subjects)
    return named[0] if len(named) == 1 else None


def _subjects(citation: Element, types: frozenset[str]) -> tuple[str, ...]:
    """The MeSH headings, the major ones first, and what the authors give where there are none."""
    names = citation.findall("MeshHeadingList/MeshHeading/DescriptorName")
    names.sort(key=lambda name: name.get("MajorTopicYN") != "Y")
    said = [_cut(text_of(name)) for name in names]
    said = said or [_cut(text_of(word)) for word in citation.iterfind("KeywordList/Keyword")]
    veterinary = [ANIMALS] if types & VETERINARY else []
    return tuple(dict.fromkeys(filter(None, [*said[:SUBJECTS_MAX], *veterinary])))


def _doi(element: Element, article: Element) -> str:
    """The article's own: below `ReferenceList` there are those of what it cites."""
    own = (
        *(
            e
            for e in article.iterfind("ELocationID")
            if e.get("EIdType") == "doi" and e.get("ValidYN") != "N"
        ),
        *(e for e in element.iterfind("PubmedData/ArticleIdList/ArticleId") if e.get("IdType") == "doi"),
    )
    return next((doi for e in own if _is_doi(doi := (e.text or "").strip())), "")


def _retraction(types: frozenset[str], citation: Element) -> Retraction:
    """What NLM knows of it: its publication types and its links to notices."""
    links = {link.get("RefType") for link in citation.iterfind("CommentsCorrectionsList/CommentsCorrections")}
    if types & RETRACTED or links & {"RetractionIn", "RetractedandRepublishedIn"}:
        return Retraction.RETRACTED
    if "ExpressionOfConcernIn" in links:
        return Retraction.CONCERN
    # NLM takes partial retractions for errata.
    if links & {"ErratumIn", "CorrectedandRepublishedIn", "PartialRetractionIn"}:
        return Retraction.CORRECTED
    return Retraction.NONE


_LATER = frozenset({"UpdateIn", "RetractedandRepublishedIn", "CorrectedandRepublishedIn"})


def _superseded_by(citation: Element) -> str:
    """Where the version stands that takes this one's place: its journal reference and PubMed id."""
    for link in citation.iterfind("CommentsCorrectionsList/CommentsCorrections"):
        if link.get("RefType") in _LATER:
            place, pmid = _line(link.findtext("RefSource")), _line(link.findtext("PMID"))
            return _cut(" ".join(filter(None, (place, pmid and f"PMID {pmid}")))) or "a later version"
    return ""


# -- chapters of books


def _book(element: Element, pmid: str) -> _Record:
    """StatPearls, GeneReviews and other books of NCBI's Bookshelf; a record can also be of a whole book."""
    document = _child(element, "BookDocument")
    book = _child(document, "Book")
    types = _types(document.iterfind("PublicationType"))
    name, publisher = text_of(book.find("BookTitle")), _line(book.findtext("Publisher/PublisherName"))
    accession = _line(
        next((e.text for e in document.iterfind("ArticleIdList/ArticleId") if e.get("IdType") == _NBK), None)
    )
    passages = _sections(document.find("Abstract"))
    return _Record(
        pmid=pmid,
        title=_title(
            text_of(document.find("ArticleTitle")) or name, text_of(document.find("VernacularTitle"))
        ),
        types=types,
        passages=passages,
        language="en",
        issuer=_cut(", ".join(dict.fromkeys(filter(None, (name, publisher))))),
        otherwise=ReferenceKind.REFERENCE_WORK,
        subjects=tuple(
            dict.fromkeys(filter(None, (_cut(text_of(w)) for w in document.iterfind("KeywordList/Keyword"))))
        ),
        published=date_of(document.find("DateRevised"))
        or date_of(document.find("ContributionDate"))
        or date_of(book.find("PubDate")),
        doi=next(
            (
                doi
                for e in document.iterfind("ArticleIdList/ArticleId")
                if e.get("IdType") == "doi" and _is_doi(doi := (e.text or "").strip())
            ),
            "",
        ),
        url=f"{BOOKSHELF}{accession}/" if accession.isalnum() and accession.isascii() else None,
        country=None,
        edition=_cut(_line(book.findtext("Edition"))),
        licence=_cut(text_of(document.find("Abstract/CopyrightInformation"))),
        retraction=Retraction.NONE,
        superseded_by="",
        revised=None,
    )


_NBK = "bookaccession"


# -- what both have


def _child(element: Element, tag: str) -> Element:
    found = element.find(tag)
    return Element(tag) if found is None else found


def _types(elements: Iterator[Element]) -> frozenset[str]:
    """Publication types by name, and by MeSH id where they have one."""
    found = [(_line(element.text), element.get("UI", "")) for element in elements]
    return frozenset(filter(None, (word for pair in found for word in pair)))


def _title(title: str, vernacular: str) -> str:
    """Without the full stop that PubMed ends titles with. `[…]` stays: NLM's mark of a translated title."""
    if not title or title == UNTITLED:
        title = vernacular
    return _cut(title.removesuffix(".") if title.count(".") and not title.endswith("..") else title)


def _abstract(citation: Element, article: Element) -> tuple[tuple[SourcePassage, ...], str]:
    """The abstract, which PubMed has in English; else another one, in the language that it says it is in."""
    if passages := _sections(article.find("Abstract")):
        return passages, "en"
    for other in citation.iterfind("OtherAbstract"):
        language = language_of(other.get("Language", "eng"))
        if language and (passages := _sections(other)):
            return passages, language
    return (), "en"


def _sections(abstract: Element | None) -> tuple[SourcePassage, ...]:
    """One passage for each section; its label, as printed, is its place."""
    if abstract is None:
        return ()
    sections = ((section, text_of(section)) for section in abstract.iterfind("AbstractText"))
    return tuple(
        SourcePassage(
            text=text,
            place=_cut(_line(section.get("Label"))) or "Abstract",
            part=part_of(section.get("Label", ""), section.get("NlmCategory", "")),
        )
        for section, text in sections
        if text
    )


def _line(text: str | None) -> str:
    return " ".join((text or "").split())


def _cut(text: str) -> str:
    return text if len(text) <= LINE_MAX_CHARS else f"{text[: LINE_MAX_CHARS - 1]}…"
