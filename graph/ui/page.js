// What Streamlit has no way to set: which part is the navigation, which of its links is the page, and what a dialog is.
(() => {
  const mark = () => {
    // a dialog stands outside the part of the page that says whether it is light or dark
    const app = document.querySelector(".stApp");
    if (app) document.documentElement.style.colorScheme = getComputedStyle(app).colorScheme;
    const pages = document.querySelector(".st-key-pages");
    if (!pages) return;
    pages.setAttribute("role", "navigation");
    pages.setAttribute("aria-label", "Pages");
    // the menu More stands outside of them as long as it is open
    for (const link of document.querySelectorAll(".st-key-pages a, .st-key-more-pages a")) {
      if (link.closest('[class*="st-key-here-"]')) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    // what scrolls is reached by the keyboard, and what has a name is no mere decoration
    for (const code of document.querySelectorAll("[data-testid=stCode] pre:not([tabindex])")) code.tabIndex = 0;
    for (const zone of document.querySelectorAll("[data-testid=stFileUploaderDropzone][role=presentation]")) zone.setAttribute("role", "group");
    // one key gives a verdict, and where it needs a reason, the next ones write that
    const reason = document.querySelector(".st-key-second-reason input:not([data-reached])");
    if (reason) {
      reason.dataset.reached = "";
      reason.focus();
    }
  };
  // A dialog gives the focus back to nothing that is inside a component: it goes where it was before, or, as long as
  // nobody did anything else, to the inspector when that is drawn again.
  const focus = (globalThis.__casegraphFocus ??= { before: null, dialog: false, wanted: false, tab: null });
  const isOpen = () => document.querySelector("[role=dialog]") !== null;
  const isLost = () => document.activeElement === null || document.activeElement === document.body;
  const comeBack = () => {
    const closed = focus.dialog && !isOpen();
    focus.dialog = isOpen();
    if (!closed) return;
    focus.wanted = true;
    requestAnimationFrame(() => {
      if (!isLost() || isOpen()) return;
      if (focus.before?.isConnected) focus.before.focus({ preventScroll: true });
      else document.dispatchEvent(new CustomEvent("casegraph:inspector"));
    });
  };
  globalThis.__casegraphListening?.abort();
  globalThis.__casegraphListening = new AbortController();
  const listen = (name, does) => window.addEventListener(name, does, { capture: true, signal: globalThis.__casegraphListening.signal });
  listen("focusin", (event) => { if (!isOpen()) focus.before = event.composedPath()[0]; });
  for (const name of ["keydown", "pointerdown"]) listen(name, () => { focus.wanted = false; });
  // Streamlit switches a tab off for the moment between two of its messages, which takes the focus from it; and an answer
  // that was on its way turns back to the tab that was open before. The tab that somebody went to stays.
  const keepTab = () => {
    const tab = focus.tab;
    if (!tab?.isConnected) return;
    if (!tab.hasAttribute("tabindex")) requestAnimationFrame(keepTab);
    else if (isLost()) tab.focus({ preventScroll: true });
    else if (document.activeElement === tab && tab.getAttribute("aria-selected") === "false") tab.click();
  };
  for (const name of ["pointerdown", "click", "focusin"]) listen(name, ({ target }) => { focus.tab = target.closest?.("[role=tab]"); });
  // an arrow key may go to a tab that is off just then
  listen("focusin", ({ relatedTarget }) => { if (focus.tab && relatedTarget?.matches?.("[role=tab]")) requestAnimationFrame(keepTab); });
  listen("focusout", ({ target }) => {
    if (target !== focus.tab) return;
    if (target.hasAttribute("tabindex")) focus.tab = null;
    else requestAnimationFrame(keepTab);
  });
  listen("popstate", () => { focus.tab = null; });
  // once a second reader has given a name, keys are verdicts
  listen("keyup", ({ key, target }) => { if (key === "Enter" && target.closest?.(".st-key-second-reader")) target.blur(); });

  mark();
  // Streamlit draws the header anew with each page
  globalThis.__casegraphLandmarks?.disconnect();
  globalThis.__casegraphLandmarks = new MutationObserver(() => { mark(); comeBack(); });
  globalThis.__casegraphLandmarks.observe(document.body, { childList: true, subtree: true });
  globalThis.__casegraphTabs?.disconnect();
  globalThis.__casegraphTabs = new MutationObserver(keepTab);
  globalThis.__casegraphTabs.observe(document.body, { subtree: true, attributeFilter: ["aria-selected"] });

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
