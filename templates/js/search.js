// The search: every row in memory, some of them in the table.
const STEP = 50;
const searched = byId("searched");
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
if (searched && pageData) {
  const { names, ends, ranks, columns, places, filters } = pageData;
  const folded = names.map(plain);
  const body = searched.tBodies[0], count = byId("count"), more = byId("more"), box = byId("search");
  const chosen = [...document.querySelectorAll("[data-filter]")];
  const nameOf = (k) => ends.map((end) => names[end[k]]).join(" – ");
  let found = [], shown = STEP, by = -1, down = false;
  const row = (k) => {
    const made = make("tr");
    made.append(make("td", { class: "rank" }, ranks[k]), make("th", { scope: "row", class: "name" }, nameOf(k)));
    columns.forEach((column, c) => made.append(make("td", { class: "num" }, decimal(column[k], places[c]))));
    return made;
  };
  const fill = () => {
    const rows = found.slice(0, shown).map(row);
    if (!rows.length) {
      const none = make("tr");
      none.append(make("td", { colspan: String(columns.length + 2) }, searched.dataset.none));
      rows.push(none);
    }
    body.replaceChildren(...rows);
    more.hidden = found.length <= shown;
    const counts = [found.length, ranks.length].map((n) => decimal(n, 0));
    count.textContent = count.dataset.text.replace("%1", counts[0]).replace("%2", counts[1]);
  };
  // rows stand in the order of the ranking, and a sort keeps it among equals; what is missing comes last
  const sort = () => {
    if (by < 0) { if (down) found.reverse(); return; }
    const of = columns[by];
    found.sort((a, b) => (of[a] === null) - (of[b] === null) || (down ? of[b] - of[a] : of[a] - of[b]) || a - b);
  };
  const look = () => {
    // every word must stand in the name of an end
    const words = plain(box.value).split(/[\s,;–-]+/).filter(Boolean);
    const fits = words.map((word) => folded.map((name) => name.includes(word)));
    const chosenLabels = chosen.map((select) => (select.value === "" ? null : Number(select.value)));
    found = [];
    for (let k = 0; k < ranks.length; k += 1) {
      if (!chosenLabels.every((label, f) => label === null || filters[f][k] === label)) continue;
      if (fits.every((fit) => ends.some((end) => fit[end[k]]))) found.push(k);
    }
    sort();
    shown = STEP;
    fill();
  };
  [...searched.tHead.rows[0].cells].forEach((head, c) => {
    if (c === 1) return;
    const column = c === 0 ? -1 : c - 2;
    const button = make("button", { type: "button", class: "sort", "aria-label": head.textContent + searched.dataset.sort }, head.textContent);
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      down = by === column ? !down : column >= 0;
      by = column;
      for (const other of searched.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      look();
    });
  });
  searched.tHead.rows[0].cells[0].setAttribute("aria-sort", "ascending");
  // the search stands in the address, so that it can be passed on
  box.addEventListener("input", () => {
    try { history.replaceState(null, "", box.value ? `#q=${encodeURIComponent(box.value)}` : "#"); } catch { /* an address that cannot be written stays */ }
    look();
  });
  chosen.forEach((select) => select.addEventListener("change", look));
  more.firstElementChild.addEventListener("click", () => { shown += 2 * STEP; fill(); });
  if (location.hash.startsWith("#q=")) box.value = searchedText();
  byId("controls").hidden = false;
  look();
}
