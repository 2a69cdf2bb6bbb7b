// What a mark of a map or chart says: shown beside the pointer and beside the mark in focus, put away by Escape.
const tip = make("div", { class: "tip", "aria-hidden": "true" });
const announcement = make("p", { class: "hidden", role: "status" });
tip.hidden = true;
document.body.append(tip, announcement);
const hideTip = () => { tip.hidden = true; };
const showTip = (mark, x, y) => {
  tip.textContent = mark.dataset.description;
  tip.hidden = false;
  const room = tip.getBoundingClientRect();
  tip.style.left = `${Math.max(6, Math.min(x + 12, root.clientWidth - room.width - 6))}px`;
  tip.style.top = `${y + 18 + room.height > innerHeight ? y - room.height - 10 : y + 16}px`;
};
const beside = (mark) => { const box = mark.getBoundingClientRect(); showTip(mark, box.left + box.width / 2, box.top + box.height / 2); };
for (const title of document.querySelectorAll("svg.map title")) { // else the browser's own would come up over ours
  title.parentNode.dataset.description = title.textContent;
  title.remove();
}
const markOf = (target) => (target.closest ? target.closest("svg [data-description]") : null);
document.addEventListener("pointermove", (event) => {
  const mark = markOf(event.target);
  if (mark) showTip(mark, event.clientX, event.clientY);
  else hideTip();
});
document.addEventListener("focusin", (event) => {
  const mark = event.target.closest("svg [data-k][data-description]") || (event.target.closest("svg a") && event.target.querySelector("[data-description]"));
  if (mark) beside(mark);
  else hideTip();
});
document.addEventListener("keydown", (event) => { if (event.key === "Escape") hideTip(); });
document.addEventListener("scroll", hideTip, { passive: true });

// A chart is one stop of the Tab key; arrow keys go from mark to mark and read each out.
for (const chart of document.querySelectorAll("svg.chart")) {
  const marks = [...chart.querySelectorAll("[data-description]")];
  if (!marks.length) continue;
  let at = -1;
  chart.setAttribute("tabindex", "0");
  if (pageData && pageData.words.marks) chart.setAttribute("aria-label", `${chart.getAttribute("aria-label")} ${pageData.words.marks}`);
  chart.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    if (at >= 0) marks[at].classList.remove("on");
    at = (at + step + marks.length) % marks.length;
    if (step < 0 && at === marks.length - 2 && !announcement.dataset.begun) at = marks.length - 1;
    announcement.dataset.begun = "yes";
    marks[at].classList.add("on");
    beside(marks[at]);
    announcement.textContent = marks[at].dataset.description;
  });
  chart.addEventListener("blur", () => { if (at >= 0) marks[at].classList.remove("on"); at = -1; });
}
