"""Questions as people ask them, each written by hand by one reader: what retrieval is measured with.

`development.jsonl` and `test.jsonl`: a line is {"pmid", "voice", "question"}. The reader drew 180 PubMedQA
abstracts by chance (seed 5), left out what no clinician or patient would ask (teaching, policy, animals),
read each of the others and wrote what it answers, half in a hurried clinician's words and half in a
patient's, without the title's wording where another word is usual. The parts alternate within a voice.
Rules and thresholds are made on the one, and what is published is measured once on the other.
`unanswerable.jsonl`: {"part", "question"}, questions on health that none of those abstracts answers.
"""
