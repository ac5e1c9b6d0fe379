"""What is shown and how, as one value and one URL; from a view to what is drawn; what is kept beside a store."""
