// The menu: as many entries in a line as fit, the others behind a button; at the side, the section that is being read.
const menu = byId("menu");
if (menu) {
  const line = menu.querySelector(".inline"), more = menu.querySelector("details"), sheet = more.querySelector(".sheet");
  const entries = [...line.children], others = [...sheet.children];
  const summary = more.querySelector("summary");
  menu.classList.add("fitted");
  const fit = () => {
    more.hidden = false;
    for (const entry of entries) entry.hidden = false;
    summary.textContent = summary.dataset.more;
    const room = menu.clientWidth;
    if (!room) return; // the contents stand at the side
    const widths = entries.map((entry) => entry.getBoundingClientRect().width);
    const gap = parseFloat(getComputedStyle(line).columnGap) || 0;
    const needed = (n) => widths.slice(0, n).reduce((sum, width) => sum + width + gap, 0);
    let shown = entries.length;
    if (needed(shown) - gap > room) {
      const button = summary.getBoundingClientRect().width;
      while (shown && needed(shown) + button > room) shown -= 1;
    }
    entries.forEach((entry, k) => { entry.hidden = k >= shown; });
    others.forEach((entry, k) => { entry.hidden = k < shown; });
    more.hidden = shown === entries.length;
    if (!shown) summary.textContent = summary.dataset.all;
  };
  new ResizeObserver(fit).observe(menu);
  fit();
  if (document.fonts) document.fonts.ready.then(fit);
  const fold = (event) => { if (more.open && !(event && more.contains(event.target) && !event.target.closest("a"))) more.open = false; };
  document.addEventListener("click", fold);
  more.addEventListener("keydown", (event) => { if (event.key === "Escape" && more.open) { more.open = false; summary.focus(); } });
  more.addEventListener("focusout", (event) => { if (event.relatedTarget && !more.contains(event.relatedTarget)) more.open = false; });
}
const side = byId("side");
if (side) {
  const links = new Map([...side.querySelectorAll("a")].map((link) => [decoded(link.hash.slice(1)), link]));
  const parts = [...links.keys()].map(byId).filter(Boolean);
  let waiting = 0;
  const mark = () => {
    waiting = 0;
    const read = parts.filter((part) => part.getBoundingClientRect().top < innerHeight / 3).pop();
    for (const [id, link] of links) {
      if (read && id === read.id) {
        if (link.hasAttribute("aria-current")) continue;
        link.setAttribute("aria-current", "true");
        if (side.clientHeight) side.scrollTop = link.offsetTop - side.clientHeight / 2;
      } else link.removeAttribute("aria-current");
    }
  };
  addEventListener("scroll", () => { if (!waiting) waiting = requestAnimationFrame(mark); }, { passive: true });
  mark();
}
// From the page of a unit back to its row in the ranking as it was left.
// On a narrow screen all parts but findings and ranking are folded under their headings.
const OPEN_PARTS = ["findings", "ranking", "about"];
if (side && side.dataset.part && matchMedia("(max-width: 700px)").matches) {
  for (const section of document.querySelectorAll("main > section[id]")) {
    const heading = section.querySelector(":scope > h2");
    if (!heading || OPEN_PARTS.includes(section.id)) continue;
    const fold = make("details", { class: "fold part" }), summary = make("summary", { "aria-label": `${side.dataset.part}: ${heading.textContent}` }, side.dataset.part);
    const content = [...section.childNodes].slice([...section.childNodes].indexOf(heading) + 1);
    fold.append(summary, ...content);
    section.append(fold);
  }
}
// What is folded opens where an address leads to it, and on paper.
const unfold = () => {
  const target = byId(decoded(location.hash.slice(1).split("&")[0]));
  if (!target) return;
  const next = target.nextElementSibling, inside = target.querySelector(":scope > details.part");
  const folds = [inside, next && next.matches("details.fold") ? next : null];
  for (let fold = target.closest("details"); fold; fold = fold.parentNode.closest("details")) folds.push(fold);
  for (const fold of folds) if (fold) fold.open = true;
};
addEventListener("hashchange", unfold);
unfold();
// The foot of a printed page names the page.
addEventListener("beforeprint", () => {
  const address = byId("address");
  if (address && !address.textContent && location.protocol.startsWith("http")) address.textContent = location.href;
});
addEventListener("beforeprint", () => { for (const fold of document.querySelectorAll("details.fold")) fold.open = true; });
let lastChoices = "";
try { lastChoices = sessionStorage.getItem("chosen") || ""; } catch { /* no storage: the row alone */ }
for (const back of document.querySelectorAll("a.back")) if (lastChoices) back.href += `&${lastChoices}`;
