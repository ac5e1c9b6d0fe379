"""The page Timeline, and the timeline below the canvas."""
