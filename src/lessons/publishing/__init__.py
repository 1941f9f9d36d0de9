"""What becomes of the chapters: pages, an archive, a PDF, a site."""
