"""Records as PubMed gives them, with made-up content: the shapes of NLM's PubMed DTD of 2025."""

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

DOCTYPE = (
    '<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN"'
    ' "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">'
)
ABSTRACT = "<AbstractText>Cooling eased the pain of gout within a day.</AbstractText>"
YEAR_ONLY = "<Year>2021</Year>"


def article_set(*records: str) -> str:
    """What efetch answers."""
    inside = "".join(records)
    return f'<?xml version="1.0" ?>\n{DOCTYPE}\n<PubmedArticleSet>{inside}</PubmedArticleSet>'


def structured(sections: Sequence[tuple[str, str, str]]) -> str:
    """Sections of an abstract: label, NLM's category ("" for none), text (mark-up stays)."""
    return "".join(
        f'<AbstractText Label="{label}"{f" NlmCategory={chr(34)}{category}{chr(34)}" if category else ""}>'
        f"{text}</AbstractText>"
        for label, category, text in sections
    )


def article(
    pmid: str = "11111111",
    *,
    title: str = "Cooling for gout.",
    vernacular: str = "",
    abstract: str = ABSTRACT,
    copyright_line: str = "",
    other_abstracts: Mapping[str, str] | None = None,
    types: Sequence[str] = ("Journal Article",),
    published: str = "<Year>2021</Year><Month>Mar</Month><Day>05</Day>",
    electronic: str = "",
    revised: str = "<Year>2022</Year><Month>01</Month><Day>09</Day>",
    authors: str = "<Author ValidYN='Y'><LastName>Example</LastName><Initials>A</Initials></Author>",
    language: str = "eng",
    mesh: Sequence[str] = ("*Gout", "Humans"),
    keywords: Sequence[str] = (),
    links: Sequence[tuple[str, str, str]] = (),
    doi: str = "10.1000/gout.1",
    cited_doi: str = "10.1000/cited.9",
    journal: str = "J Example Med",
    country: str = "England",
    extra: str = "",
) -> str:
    """A journal article. Titles and abstracts are XML. `mesh` marks major headings by a star; `links` are
    RefType, RefSource and PMID; publication types are given their MeSH ids where a test needs them."""
    headings = "".join(
        f'<MeshHeading><DescriptorName UI="D0" MajorTopicYN="{"Y" if name.startswith("*") else "N"}">'
        f"{escape(name.lstrip('*'))}</DescriptorName></MeshHeading>"
        for name in mesh
    )
    said = "".join(f'<Keyword MajorTopicYN="N">{escape(word)}</Keyword>' for word in keywords)
    corrections = "".join(
        f'<CommentsCorrections RefType="{kind}"><RefSource>{escape(place)}</RefSource>'
        f'<PMID Version="1">{other}</PMID></CommentsCorrections>'
        for kind, place, other in links
    )
    others = "".join(
        f'<OtherAbstract Type="Publisher" Language="{code}">'
        f"<AbstractText>{text}</AbstractText></OtherAbstract>"
        for code, text in (other_abstracts or {}).items()
    )
    held = f"<CopyrightInformation>{copyright_line}</CopyrightInformation>" if copyright_line else ""
    return (
        "<PubmedArticle>"
        '<MedlineCitation Status="MEDLINE" Owner="NLM" IndexingMethod="Automated">'
        f'<PMID Version="1">{pmid}</PMID>'
        + (f"<DateRevised>{revised}</DateRevised>" if revised else "")
        + '<Article PubModel="Print-Electronic"><Journal><ISSN IssnType="Print">0000-0000</ISSN>'
        '<JournalIssue CitedMedium="Print"><Volume>1</Volume>'
        f"<PubDate>{published}</PubDate></JournalIssue><Title>Journal of example medicine</Title>"
        f"<ISOAbbreviation>{journal}</ISOAbbreviation></Journal>"
        f"<ArticleTitle>{title}</ArticleTitle><Pagination><MedlinePgn>1-9</MedlinePgn></Pagination>"
        + (f"<Abstract>{abstract}{held}</Abstract>" if abstract else "")
        + f'<AuthorList CompleteYN="Y">{authors}</AuthorList><Language>{language}</Language>'
        f"<PublicationTypeList>{_types(types)}</PublicationTypeList>"
        + (f"<VernacularTitle>{vernacular}</VernacularTitle>" if vernacular else "")
        + (f'<ArticleDate DateType="Electronic">{electronic}</ArticleDate>' if electronic else "")
        + "</Article>"
        f"<MedlineJournalInfo><Country>{country}</Country><MedlineTA>{journal}</MedlineTA></MedlineJournalInfo>"
        + (f"<CommentsCorrectionsList>{corrections}</CommentsCorrectionsList>" if links else "")
        + (f"<MeshHeadingList>{headings}</MeshHeadingList>" if mesh else "")
        + others
        + (f'<KeywordList Owner="NOTNLM">{said}</KeywordList>' if keywords else "")
        + f"</MedlineCitation><PubmedData>{extra}<PublicationStatus>ppublish</PublicationStatus>"
        f'<ArticleIdList><ArticleId IdType="pubmed">{pmid}</ArticleId>'
        + (f'<ArticleId IdType="doi">{escape(doi)}</ArticleId>' if doi else "")
        + "</ArticleIdList><ReferenceList><Reference><Citation>Another work.</Citation><ArticleIdList>"
        f'<ArticleId IdType="doi">{cited_doi}</ArticleId><ArticleId IdType="pubmed">99999999</ArticleId>'
        "</ArticleIdList></Reference></ReferenceList></PubmedData></PubmedArticle>"
    )


def book(
    pmid: str = "22222222",
    *,
    title: str = "Gouty arthritis",
    book_title: str = "Example Reviews",
    publisher: str = "Example Publishing",
    accession: str = "NBK111111",
    abstract: str = ABSTRACT,
    types: Sequence[str] = ("Review",),
    published: str = "<Year>2025</Year><Month>01</Month>",
    contributed: str = "",
    revised: str = "",
) -> str:
    """A chapter of one of the Bookshelf's books; of a whole book where `title` is empty."""
    return (
        f'<PubmedBookArticle><BookDocument><PMID Version="1">{pmid}</PMID>'
        f'<ArticleIdList><ArticleId IdType="bookaccession">{accession}</ArticleId></ArticleIdList>'
        f"<Book><Publisher><PublisherName>{publisher}</PublisherName>"
        "<PublisherLocation>Exampleton</PublisherLocation></Publisher>"
        f'<BookTitle book="examples">{book_title}</BookTitle><PubDate>{published}</PubDate>'
        '<AuthorList Type="editors"><Author><LastName>Editor</LastName></Author></AuthorList>'
        "<Medium>Internet</Medium></Book>"
        + (f'<ArticleTitle book="examples" part="gout">{title}</ArticleTitle>' if title else "")
        + '<Language>eng</Language><AuthorList Type="authors"><Author><LastName>Writer</LastName></Author>'
        f"</AuthorList>{_types(types)}"
        + (f"<Abstract>{abstract}</Abstract>" if abstract else "")
        + "<Sections><Section><SectionTitle>Introduction</SectionTitle></Section></Sections>"
        + (f"<ContributionDate>{contributed}</ContributionDate>" if contributed else "")
        + (f"<DateRevised>{revised}</DateRevised>" if revised else "")
        + "</BookDocument><PubmedBookData><PublicationStatus>ppublish</PublicationStatus>"
        f'<ArticleIdList><ArticleId IdType="pubmed">{pmid}</ArticleId></ArticleIdList>'
        "</PubmedBookData></PubmedBookArticle>"
    )


def _types(types: Sequence[str]) -> str:
    """As "name" or "name|MeSH id"."""
    pairs = (name.partition("|") for name in types)
    return "".join(
        f'<PublicationType UI="{mesh_id or "D016428"}">{escape(name)}</PublicationType>'
        for name, _, mesh_id in pairs
    )
