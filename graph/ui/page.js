// Roles that Streamlit has no way to set: which part is the navigation, and which of its links is the page.
(() => {
  const mark = () => {
    const pages = document.querySelector(".st-key-pages");
    if (!pages) return;
    pages.setAttribute("role", "navigation");
    pages.setAttribute("aria-label", "Pages");
    for (const link of pages.querySelectorAll("a")) {
      if (link.closest('[class*="st-key-here-"]')) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    // what scrolls is reached by the keyboard, and what has a name is no mere decoration
    for (const code of document.querySelectorAll("[data-testid=stCode] pre:not([tabindex])")) code.tabIndex = 0;
    for (const zone of document.querySelectorAll("[data-testid=stFileUploaderDropzone][role=presentation]")) zone.setAttribute("role", "group");
  };
  mark();
  // Streamlit draws the header anew with each page
  globalThis.__casegraphLandmarks?.disconnect();
  globalThis.__casegraphLandmarks = new MutationObserver(mark);
  globalThis.__casegraphLandmarks.observe(document.body, { childList: true, subtree: true });

  // A table below the picture is often cut off by the window: the wheel brings all of it there before it scrolls in it.
  const turned = (event) => {
    const table = event.target.closest?.(".stDataFrame"), main = document.querySelector(".stMain");
    if (!table || !main || event.ctrlKey || event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return;
    const { top, bottom } = table.getBoundingClientRect(), seen = main.getBoundingClientRect(), down = event.deltaY > 0;
    const isCut = down ? bottom > seen.bottom + 1 : top < seen.top - 1;
    const room = down ? main.scrollHeight - main.clientHeight - main.scrollTop : main.scrollTop;
    if (!isCut || room < 1) return;
    event.preventDefault();
    event.stopPropagation();
    main.scrollTop += event.deltaMode === 1 ? event.deltaY * 30 : event.deltaY;
  };
  document.removeEventListener("wheel", globalThis.__casegraphWheel, true);
  globalThis.__casegraphWheel = turned;
  document.addEventListener("wheel", turned, { capture: true, passive: false });
})();
