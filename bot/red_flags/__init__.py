"""What the guard looks for: the signs of clinical rule 6, as data.

The patterns read the guard's plain form: lower case, no apostrophes or hyphens, `is not` and
`cannot` contracted (isnt, cant), marks as tokens of their own (`,` for a pause, `.` or `?` at a
sentence's end). The signs are those that the public pages of NHS 999, the American Heart and
Stroke Associations, poison.org and 988lifeline.org name. Which of them count is for a board to
decide. Every repetition is bounded, so that matching takes time in proportion to the text.
"""
