"""Files that hold captures: WARC, WACZ, ARC, WET, MHTML, and mirrors of whole sites."""
