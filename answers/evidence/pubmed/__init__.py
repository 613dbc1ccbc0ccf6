"""PubMed live, through NCBI's E-utilities: only the subject of the masked question leaves, as words."""
