"""What a question says of the patient, and whom an article is for. Rules as data, no model."""
