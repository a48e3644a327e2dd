"""From the words on a page to values: text, dates, view counts, names, labels."""
