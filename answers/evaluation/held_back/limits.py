"""What limits a statement, left out or hollowed: ceilings, exceptions, conditions, waiting times."""

from answers.evaluation.held_back.retelling import DOSE, REST, leftmost, lethal, shortening

TEMPLATES = (
    lethal(
        "limit: ceiling left out",
        "exception",
        shortening(
            (rf",? (?<!for )(?:up to|no more than) (?=\d){REST}", ""),
            (
                r",? (?:with a maximum of|and the maximum dose is|and not exceeding|and no more than) "
                rf"{REST}",
                "",
            ),
            (rf",? and it never exceeds {REST}", ""),
            where=DOSE,
        ),
    ),
    lethal(
        "limit: absence left out",
        "exception",
        shortening(
            (rf" in the absence of {REST}", ""),
            (r"^Without red flags, ", ""),
            (rf" (?:unless|except if) {REST}", " in any case"),
            (r"^In those without [^,]*, ", ""),
        ),
    ),
    lethal(
        "limit: exception hollowed",
        "exception",
        leftmost(
            (rf"\bexcept (?:in|under|those|for) {REST}", "with few exceptions"),
            (rf"\bunless {REST}", "in most cases"),
        ),
    ),
    lethal(
        "limit: exception taken in",
        "exception",
        leftmost(
            (r"\bexcept (those|in|under|for)\b", r"and above all \1"),
            (r"\bunless\b", "even if"),
            (r"\bin the absence of\b", "in the presence of"),
            (r"^Without red flags", "With red flags"),
            (r"\bis the exception to\b", "is no obstacle to"),
        ),
    ),
    lethal(
        "limit: only if becomes even without",
        "exception",
        leftmost(
            (r"\bonly if there is ", "even if there is no "),
            (r"\bonly if the (\w+) is below\b", r"even if the \1 is above"),
            (r"\bonly if (\w+) has been excluded\b", r"even if \1 has not been excluded"),
            (r"^Only specialists with continuous monitoring\b", "Anyone present"),
            (r"\bonly by specialists with continuous monitoring\b", "by anyone present"),
        ),
    ),
    lethal(
        "limit: condition left out, other words",
        "exception",
        shortening(
            (r", started within \d+ hours of [^,.]*", ""),
            (rf" (?:only )?by specialists {REST}", ""),
            (r" as needed\b", ""),
            (rf" (?:only )?if there is {REST}", ""),
            (rf" if delivery is expected {REST}", ""),
            (r", not on the day of methotrexate", ""),
            (rf" when it is combined with {REST}", ""),
            (r"^With (?:allopurinol|vomiting or diarrhoea), ", ""),
        ),
    ),
    lethal(
        "limit: waiting time made vague",
        "time",
        leftmost(
            (r"\bat least \d+ (?:months|weeks|days) before\b", "shortly before"),
            (r"\bat least \d+ minutes before\b", "just before"),
            (r"\bwithin \d+(?:\.\d+)? (?:hours|days|weeks) (?:of|after)\b", "at any time after"),
            (r"\bwithin \d+(?:\.\d+)? (?:hours|days|weeks)(?=\.$)", "at some point"),
            (r"\bno more often than every \d+ weeks\b", "whenever needed"),
            (r"\bover at least \d+ minutes\b", "rapidly"),
            (r"\bover \d+ minutes\b", "as fast as possible"),
            unless=r"\bmust not\b",
        ),
    ),
)
