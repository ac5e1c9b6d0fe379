"""From a text to proposals: names, dates, quantities, claims with their places, for a person to decide on."""
