"""Letters: Markdown with placeholders, checked once, rendered to text and to HTML for each mail."""
