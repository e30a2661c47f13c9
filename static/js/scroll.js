// A table wider than its frame can be scrolled by keyboard: its frame becomes a stop of the Tab key, and only then.

const frames = () => document.querySelectorAll(".table-wrap");

function mark() {
  for (const frame of frames()) {
    const isWide = frame.scrollWidth > frame.clientWidth;
    frame.toggleAttribute("tabindex", isWide);
    if (isWide) frame.tabIndex = 0;
  }
}

mark();
addEventListener("resize", mark);
document.addEventListener("htmx:after:swap", mark);
