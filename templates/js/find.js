// The search in the head of every page: by code, then by the beginning of a name, of a word, by any part of a name.
const findForm = byId("find"), findBox = byId("find-box"), findList = byId("find-list");
const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim().replace(/\s+/g, " ");
if (findForm) {
  const units = JSON.parse(byId("find-data").textContent);
  const base = findForm.dataset.base;
  const address = (unit) => (unit[1] ? base + unit[1] : `${base}index.html#unranked`);
  const MOST = 8;
  const closeness = ([name, , codes, names], text) => {
    const plain = folded(name);
    if (codes.includes(text) || plain === text) return 0;
    if (plain.startsWith(text)) return 1;
    if (names.includes(text)) return 2;
    if (names.some((other) => other.startsWith(text))) return 3;
    if ([plain, ...names].some((other) => other.includes(` ${text}`) || other.includes(`-${text}`))) return 4;
    return text.length > 1 && [plain, ...names].some((other) => other.includes(text)) ? 5 : -1;
  };
  const fits = (text) => {
    const rows = units.map((unit, k) => [closeness(unit, text), k]).filter(([near]) => near >= 0);
    return rows.sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(([, k]) => k);
  };
  let options = [], active = -1;
  const close = () => { findList.hidden = true; findBox.setAttribute("aria-expanded", "false"); findBox.removeAttribute("aria-activedescendant"); active = -1; };
  const point = (k) => {
    active = k;
    [...findList.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === k)));
    if (k < 0) findBox.removeAttribute("aria-activedescendant");
    else { findBox.setAttribute("aria-activedescendant", findList.children[k].id); findList.children[k].scrollIntoView({ block: "nearest" }); }
  };
  const everywhere = (text) => `${base}find.html#q=${encodeURIComponent(text)}`;
  const show = () => {
    const text = folded(findBox.value);
    if (!text) { close(); return; }
    options = fits(text).slice(0, MOST).map((k) => [units[k][0], address(units[k])]);
    options.push([findForm.dataset.all.replace("%1", findBox.value.trim()), everywhere(findBox.value.trim())]);
    findList.replaceChildren(...options.map(([name], k) => make("li", { role: "option", id: `find-${k}`, "aria-selected": "false" }, name)));
    findList.hidden = false;
    findBox.setAttribute("aria-expanded", "true");
    point(-1);
  };
  const go = (k) => { if (options[k]) location.href = options[k][1]; };
  findBox.addEventListener("input", show);
  findBox.addEventListener("focus", show);
  findBox.addEventListener("blur", () => setTimeout(close, 150));
  findBox.addEventListener("keydown", (event) => {
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key === "Escape") { close(); return; }
    if (event.key === "Enter") {
      event.preventDefault();
      const chosen = Math.max(active, 0);
      if (findBox.value.trim()) { show(); go(chosen); }
      return;
    }
    if (!(event.key in moves) || findList.hidden) return;
    event.preventDefault();
    const n = options.length;
    point((active + moves[event.key] + n) % n);
  });
  findList.addEventListener("mousedown", (event) => {
    const item = event.target.closest("li");
    if (item) { event.preventDefault(); go([...findList.children].indexOf(item)); }
  });
  findForm.hidden = false;
  // the page of all names: what was asked stands in the address
  const all = byId("find-all");
  const showAll = () => {
    const text = asked();
    const found = text ? fits(folded(text)) : units.map((_, k) => k);
    if (found.length === 1 && text && units[found[0]][1]) { location.replace(address(units[found[0]])); return; } // Back leads to where it was asked
    const items = [...all.children].sort((a, b) => Number(a.dataset.at) - Number(b.dataset.at));
    items.forEach((item, k) => { item.hidden = !found.includes(k); });
    all.replaceChildren(...found.map((k) => items[k]), ...items.filter((_, k) => !found.includes(k)));
    byId("find-said").textContent = text ? findForm.dataset.found.replace("%1", text).replace("%2", String(found.length)) : "";
    if (text) findBox.value = text;
    close();
  };
  if (all) {
    [...all.children].forEach((item, k) => { item.dataset.at = String(k); });
    addEventListener("hashchange", showAll);
    showAll();
  }
}
