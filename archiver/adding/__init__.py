"""A portal file proposed from a few of its pages, and the saved pages that hold it to them."""
