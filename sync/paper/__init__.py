"""Paper: letters and statements as PDF files."""
