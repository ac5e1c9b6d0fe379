"""What changed between two versions of a case, on the Cases page."""
