"""MedQuAD: question-answer pairs that NIH pages were cut into (Ben Abacha & Demner-Fushman, 2019).

One XML document a page; three of its folders come without answers. The statements of an article
are the page's own sentences, and its one reference is the page.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

import defusedxml
from defusedxml.ElementTree import fromstring
from pydantic import ValidationError

from answers.errors import InvalidRecord
from answers.library.base import Read, Skipped, first_of_each, invalid
from answers.library.files import Source, SourceFile
from answers.library.statements import statements
from answers.types import (
    Article,
    ArticleText,
    Audience,
    QuestionType,
    Reference,
    ReferenceKind,
    Section,
)

COUNTRY = "US"

ISSUERS: Mapping[str, str] = {
    "ADAM": "A.D.A.M. Medical Encyclopedia, MedlinePlus, National Library of Medicine",
    "CancerGov": "National Cancer Institute",
    "CDC": "Centers for Disease Control and Prevention",
    "GARD": "Genetic and Rare Diseases Information Center",
    "GHR": "Genetics Home Reference, National Library of Medicine",
    "MPlusDrugs": "MedlinePlus Drug Information, National Library of Medicine",
    "MPlusHealthTopics": "MedlinePlus, National Library of Medicine",
    "MPlusHerbsSupplements": "MedlinePlus Herbs and Supplements, National Library of Medicine",
    "NHLBI": "National Heart, Lung, and Blood Institute",
    "NIDDK": "National Institute of Diabetes and Digestive and Kidney Diseases",
    "NIHSeniorHealth": "NIHSeniorHealth, National Institute on Aging",
    "NINDS": "National Institute of Neurological Disorders and Stroke",
}

QUESTION_TYPES: Mapping[str, QuestionType] = {
    "brand names": QuestionType.OTHER,
    "brand names of combination products": QuestionType.OTHER,
    "causes": QuestionType.CAUSE,
    "complications": QuestionType.COMPLICATIONS,
    "considerations": QuestionType.SELF_CARE,
    "contraindication": QuestionType.CONTRAINDICATIONS,
    "dietary": QuestionType.OTHER,
    "dose": QuestionType.DOSE,
    "emergency or overdose": QuestionType.OVERDOSE,
    "exams and tests": QuestionType.DIAGNOSIS,
    "forget a dose": QuestionType.MISSED_DOSE,
    "frequency": QuestionType.FREQUENCY,
    "genetic changes": QuestionType.GENES,
    "how can i learn more": QuestionType.OTHER,
    "how does it work": QuestionType.MECHANISM,
    "how effective is it": QuestionType.OTHER,
    "important warning": QuestionType.CONTRAINDICATIONS,
    "indication": QuestionType.REASON,
    "information": QuestionType.DEFINITION,
    "inheritance": QuestionType.INHERITANCE,
    "interactions with foods": QuestionType.INTERACTIONS,
    "interactions with herbs and supplements": QuestionType.INTERACTIONS,
    "interactions with medications": QuestionType.INTERACTIONS,
    "other information": QuestionType.OTHER,
    "outlook": QuestionType.PROGNOSIS,
    "precautions": QuestionType.CONTRAINDICATIONS,
    "prevention": QuestionType.PREVENTION,
    "research": QuestionType.RESEARCH,
    "severe reaction": QuestionType.SIDE_EFFECTS,
    "side effects": QuestionType.SIDE_EFFECTS,
    "stages": QuestionType.STAGES,
    "storage and disposal": QuestionType.STORAGE,
    "support groups": QuestionType.OTHER,
    "susceptibility": QuestionType.RISK,
    "symptoms": QuestionType.SYMPTOMS,
    "treatment": QuestionType.TREATMENT,
    "usage": QuestionType.DOSE,
    "when to contact a medical professional": QuestionType.WHEN_TO_SEEK_CARE,
    "why get vaccinated": QuestionType.REASON,
}
"""All question types of the data; one that is not here is `OTHER`."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A question with what is known of it, and its answer: "" where that was removed."""

    external_id: str
    question: str
    focus: str
    synonyms: tuple[str, ...]
    concepts: tuple[str, ...]
    qtype: str
    answer: str
    source: str
    url: str

    def article(self, audience: Audience) -> Article:
        """Raises InvalidRecord where there is nothing to say, to ask or to cite."""
        if not self.answer:
            raise InvalidRecord("no answer text")
        if not self.question:
            raise InvalidRecord("no question text")
        if not self.url:
            raise InvalidRecord("no source address")
        try:
            return self._article(audience)
        except ValidationError as error:
            raise invalid(error) from error

    def _article(self, audience: Audience) -> Article:
        said = statements(self.answer)
        if not said:
            raise InvalidRecord("no answer text")
        return Article(
            external_id=self.external_id,
            question=self.question,
            focus=self.focus or None,
            synonyms=self.synonyms,
            concepts=self.concepts,
            question_type=QUESTION_TYPES.get(self.qtype, QuestionType.OTHER),
            texts={audience: ArticleText(sections=(Section(statements=said),))},
            references=(self._page(),),
            quotes_source=True,
        )

    def _page(self) -> Reference:
        return Reference(
            title=self.focus or self.question,
            kind=ReferenceKind.REFERENCE_WORK,
            issuer=ISSUERS.get(self.source, self.source) or None,
            country=COUNTRY,
            url=self.url,
        )


def read(source: Source, audience: Audience) -> Iterator[Read]:
    """The articles of all pairs that have an answer."""
    return first_of_each(_articles(source, audience))


def entries(source: Source) -> Iterator[Entry]:
    """All pairs, those without an answer too; what cannot be read is left out."""
    return (entry for entry in _entries(source) if isinstance(entry, Entry))


def _articles(source: Source, audience: Audience) -> Iterator[Read]:
    for entry in _entries(source):
        if isinstance(entry, Skipped):
            yield entry
            continue
        try:
            yield entry.article(audience)
        except InvalidRecord as error:
            yield Skipped.because(error, entry.external_id)


def _entries(source: Source) -> Iterator[Entry | Skipped]:
    for file in source:
        if isinstance(file, Skipped):
            yield file
            continue
        try:
            yield from _pairs(_document(file.read()), file)
        except InvalidRecord as error:
            yield Skipped.because(error, file.name)


def _document(data: bytes) -> Element:
    """The parsed page. Raises InvalidRecord: unsafe XML, wrong encoding, malformed XML."""
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except defusedxml.DefusedXmlException as error:
        raise InvalidRecord("unsafe XML", type(error).__name__) from error
    except ParseError as error:
        reason = "malformed XML" if _is_utf8(data) else "wrong encoding"
        raise InvalidRecord(reason, str(error)) from error
    except (LookupError, ValueError) as error:
        raise InvalidRecord("wrong encoding", str(error)) from error
    return root


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _pairs(document: Element, file: SourceFile) -> Iterator[Entry]:
    pairs = document.findall(".//QAPair")
    if not pairs:
        raise InvalidRecord("no questions", f"no QAPair in <{document.tag}>")
    # The data set's own id of a document; it stands in 15 more files than once, parts of one page whose
    # pairs then repeat an id.
    name = _line(document.get("id", "")) or file.stem
    focus = _line(_text(document.find("Focus")))
    synonyms = _lines(document, ".//Synonym")
    concepts = _lines(document, ".//CUI")
    for pair in pairs:
        question = pair.find("Question")
        yield Entry(
            external_id=f"{file.folder}/{name}#{pair.get('pid', '')}",
            question=_question(question),
            focus=focus,
            synonyms=synonyms,
            concepts=concepts,
            qtype="" if question is None else question.get("qtype", ""),
            answer=_text(pair.find("Answer")).strip(),
            source=_line(document.get("source", "")),
            url=_line(document.get("url", "")),
        )


def _question(element: Element | None) -> str:
    """As it stands, but with one question mark: the data has "Who is at risk for Gout? ?"."""
    text = _line(_text(element))
    asked = text.rstrip("? ")
    return f"{asked}?" if asked and text.endswith("?") else asked


def _text(element: Element | None) -> str:
    return "" if element is None else "".join(element.itertext())


def _line(text: str) -> str:
    return " ".join(text.split())


def _lines(document: Element, path: str) -> tuple[str, ...]:
    """The texts at `path`, each once."""
    lines = (_line(_text(element)) for element in document.iterfind(path))
    return tuple(dict.fromkeys(line for line in lines if line))
