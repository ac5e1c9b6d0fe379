"""What the pages are made of: the canvas, the editor, the inspector, the library of saved queries."""
