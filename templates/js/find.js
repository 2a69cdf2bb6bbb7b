// The search in the head of every page: by code, then by the beginning of a name, of a word, by any part of a name.
const findForm = byId("find");
const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim().replace(/\s+/g, " ");
const findUnits = findForm ? JSON.parse(byId("find-data").textContent) : []; // name, page, codes, other names
const closeness = ([name, , codes, names], text) => {
  const plain = folded(name);
  if (codes.includes(text) || plain === text) return 0;
  if (plain.startsWith(text)) return 1;
  if (names.includes(text)) return 2;
  if (names.some((other) => other.startsWith(text))) return 3;
  if ([plain, ...names].some((other) => other.includes(` ${text}`) || other.includes(`-${text}`))) return 4;
  return text.length > 1 && [plain, ...names].some((other) => other.includes(text)) ? 5 : -1;
};
const unitsLike = (text) => {
  const rows = findUnits.map((unit, k) => [closeness(unit, text), k]).filter(([near]) => near >= 0);
  return rows.sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(([, k]) => k);
};
const MOST_FOUND = 8;
// A box with a list below it: `optionsFor` what is typed are [label, value], `take` does what a choice is for.
const combobox = (box, list, optionsFor, take) => {
  let options = [], active = -1;
  const close = () => { list.hidden = true; box.setAttribute("aria-expanded", "false"); box.removeAttribute("aria-activedescendant"); active = -1; };
  const point = (k) => {
    active = k;
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === k)));
    if (k < 0) box.removeAttribute("aria-activedescendant");
    else { box.setAttribute("aria-activedescendant", list.children[k].id); list.children[k].scrollIntoView({ block: "nearest" }); }
  };
  const show = () => {
    options = folded(box.value) ? optionsFor(box.value.trim()) : [];
    list.replaceChildren(...options.map(([label], k) => make("li", { role: "option", id: `${list.id}-${k}`, "aria-selected": "false" }, label)));
    if (!options.length) { close(); return; }
    list.hidden = false;
    box.setAttribute("aria-expanded", "true");
    point(-1);
  };
  const choice = (k) => { if (options[k]) take(options[k][1]); };
  box.addEventListener("input", show);
  box.addEventListener("focus", show);
  box.addEventListener("blur", () => setTimeout(close, 150));
  box.addEventListener("keydown", (event) => {
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key === "Escape") { close(); return; }
    if (event.key === "Enter") {
      event.preventDefault();
      const k = Math.max(active, 0);
      if (box.value.trim()) { show(); choice(k); }
      return;
    }
    if (!(event.key in moves) || list.hidden) return;
    event.preventDefault();
    const n = options.length;
    point(active < 0 && event.key === "ArrowUp" ? n - 1 : (active + moves[event.key] + n) % n);
  });
  list.addEventListener("mousedown", (event) => {
    const item = event.target.closest("li");
    if (item) { event.preventDefault(); choice([...list.children].indexOf(item)); }
  });
  return { close };
};
if (findForm) {
  const box = byId("find-box"), { base } = findForm.dataset;
  const address = (unit) => base + unit[1];
  const options = (text) => [
    ...unitsLike(folded(text)).slice(0, MOST_FOUND).map((k) => [findUnits[k][0], address(findUnits[k])]),
    [findForm.dataset.all.replace("%1", text), `${base}find.html#q=${encodeURIComponent(text)}`],
  ];
  const { close } = combobox(box, byId("find-list"), options, (place) => { location.href = place; });
  findForm.hidden = false;
  // the page of all names: what was asked stands in the address
  const all = byId("find-all");
  const showAll = () => {
    const text = searchedText();
    const found = text ? unitsLike(folded(text)) : findUnits.map((_, k) => k);
    if (found.length === 1 && text) { location.replace(address(findUnits[found[0]])); return; } // Back leads to where it was asked
    const items = [...all.children].sort((a, b) => Number(a.dataset.at) - Number(b.dataset.at));
    items.forEach((item, k) => { item.hidden = !found.includes(k); });
    all.replaceChildren(...found.map((k) => items[k]), ...items.filter((_, k) => !found.includes(k)));
    byId("find-said").textContent = text ? findForm.dataset.found.replace("%1", text).replace("%2", String(found.length)) : "";
    if (text) box.value = text;
    close();
  };
  if (all) {
    [...all.children].forEach((item, k) => { item.dataset.at = String(k); });
    addEventListener("hashchange", showAll);
    showAll();
  }
}
