"""What a store can be asked, a function each."""
