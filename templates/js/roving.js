// A map or plot is one stop of the Tab key; arrow keys go to the nearest mark in their direction.
const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
const centre = (mark) => { const box = mark.getBoundingClientRect(); return [box.left + box.width / 2, box.top + box.height / 2]; };
const roving = (drawing, selector) => {
  const marks = () => [...drawing.querySelectorAll(selector)];
  const stop = (mark) => {
    for (const other of marks()) if (other.getAttribute("tabindex") === "0") other.setAttribute("tabindex", "-1");
    if (mark) mark.setAttribute("tabindex", "0");
  };
  drawing.addEventListener("focusin", (event) => { const mark = event.target.closest(selector); if (mark) stop(mark); });
  drawing.addEventListener("keydown", (event) => {
    const mark = event.target.closest(selector), arrow = ARROWS[event.key];
    if (!mark || !arrow) return;
    event.preventDefault();
    const [x, y] = centre(mark);
    let nearest = null, least = Infinity;
    for (const other of marks()) {
      const [ox, oy] = centre(other);
      const along = (ox - x) * arrow[0] + (oy - y) * arrow[1], across = Math.abs((ox - x) * arrow[1]) + Math.abs((oy - y) * arrow[0]);
      if (other === mark || along < 0.5 || across > 3 * along) continue;
      if (along + 2 * across < least) { least = along + 2 * across; nearest = other; }
    }
    if (nearest) nearest.focus();
  });
  return { first: (mark) => stop(mark || marks()[0]) };
};
for (const map of document.querySelectorAll("svg.map")) {
  if (!map.querySelector("a")) continue;
  const stops = roving(map, "a");
  for (const link of map.querySelectorAll("a")) link.setAttribute("tabindex", "-1");
  stops.first();
}
