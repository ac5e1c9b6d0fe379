"""Write the pages that are made from the code: ``make docs``."""

from docs.build import notebook
from docs.build.asking import ASKING, asking_page
from docs.build.cypher import CYPHER, cypher_page
from docs.build.networkx import NETWORKX, networkx_page
from docs.build.pages import (
    COMMANDS,
    CONTRIBUTING,
    EXTRACTION,
    SETTINGS,
    commands_page,
    contributing_page,
    extraction_page,
    settings_page,
)

PAGES = {
    SETTINGS: settings_page,
    COMMANDS: commands_page,
    ASKING: asking_page,
    CYPHER: cypher_page,
    NETWORKX: networkx_page,
    EXTRACTION: extraction_page,
    CONTRIBUTING: contributing_page,
}

if __name__ == "__main__":
    for path, page in PAGES.items():
        path.write_text(page(), encoding="utf-8")
        print(f"Wrote {path.name}.")
    notebook.write(notebook.NOTEBOOK)
