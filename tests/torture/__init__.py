"""Long trials of what a short test can only sample; `make torture` runs them and prints their figures."""
