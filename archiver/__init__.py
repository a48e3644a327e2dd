"""What we know: portals, pages, articles, how one becomes the other, the archive and the store."""
