// The ranking: sorted, searched and filtered by DataTables; columns of the reader's own ranking, shown when there is one.
const element = byId("ranking-table");
const words = pageData ? pageData.words : {};
const units = pageData ? pageData.units : []; // file, name, score, place; in the order of the ranking
const unitOf = new Map(units.map(([file], k) => [file, k]));
const reweighted = { active: false, scores: [], ranks: [], tied: new Map() };
const onReweighted = []; // called when the reader's own ranking has changed
const REWEIGHTED_COLUMNS = {
  rank: [words.ownRank, (k) => (reweighted.ranks[k] ? `${reweighted.ranks[k]}${reweighted.tied.get(reweighted.ranks[k]) > 1 ? "=" : ""}` : "–"), (k) => reweighted.ranks[k] || Infinity],
  move: [words.move, (k) => { const by = reweighted.ranks[k] ? units[k][3] - reweighted.ranks[k] : NaN; return Number.isNaN(by) ? "–" : by > 0 ? `+${by}` : by < 0 ? `−${-by}` : "0"; }, (k) => (reweighted.ranks[k] ? units[k][3] - reweighted.ranks[k] : -Infinity)],
  score: [words.ownScore, (k) => (Number.isNaN(reweighted.scores[k] ?? NaN) ? "–" : decimal(reweighted.scores[k], pageData.weights.places)), (k) => reweighted.scores[k] ?? -Infinity],
};
const FIRST = 25, SHORTENED = 40; // rows of a long ranking that are shown first, and how many a ranking has that is long
const rows = [];
let table = null, firstReweighted = 0;

if (element && window.DataTable && pageData) {
  const head = element.tHead.rows[0];
  const before = [...head.cells].findIndex((cell) => cell.matches(".num"));
  firstReweighted = before;
  head.cells[before].classList.add("published");
  const weighed = pageData.weights ? Object.entries(REWEIGHTED_COLUMNS) : [];
  weighed.forEach(([kind, [title]], k) => head.insertBefore(make("th", { scope: "col", class: `num own own-${kind}` }, title), head.cells[before + k]));
  head.append(make("th", { scope: "col", class: "pick", "data-orderable": "false" }, words.compare));
  // columns by their place in the table as published, those of the reader's own ranking by name
  const columns = [...head.cells].map((cell, k) => (k >= before && k < before + weighed.length ? `own-${weighed[k - before][0]}` : String(k < before ? k : k - weighed.length)));
  [...element.tBodies[0].rows].forEach((row, k) => {
    const [file, name] = units[k];
    row.dataset.unit = file;
    rows.push(row);
    weighed.forEach(([kind], at) => row.insertBefore(make("td", { class: `num own own-${kind}` }), row.cells[before + at]));
    const cell = make("td", { class: "pick" });
    cell.append(make("button", { type: "button", "aria-pressed": "false", "aria-label": filled(words.compareOne, name) }, "+"));
    row.append(cell);
  });
  const labels = element.dataset;
  const reweightedDefs = weighed.map(([, [, text, value]], k) => ({
    targets: before + k, visible: false,
    render: (data, type, row, meta) => (type === "display" ? text(meta.row) : type === "filter" ? "" : value(meta.row)),
  }));
  table = new DataTable(element, {
    paging: false, info: false, autoWidth: false, order: [], orderMulti: false,
    layout: { topStart: null, topEnd: null, bottomStart: null, bottomEnd: null },
    // the words stand in the page, in its language
    language: { zeroRecords: labels.none, emptyTable: labels.none, aria: { orderable: labels.sort, orderableReverse: labels.invert, orderableRemove: labels.unsort } },
    // the first definition that fits a column counts
    columnDefs: [...reweightedDefs, { targets: ".own-rank", orderSequence: ["asc", "desc"] }, { targets: [".num", ".heat"], orderSequence: ["desc", "asc"] }, { targets: "_all", orderSequence: ["asc", "desc"] }],
  });
  const controls = byId("controls");
  const count = byId("count");
  const filters = [...controls.querySelectorAll("select")];
  const tell = () => { const shown = table.rows({ search: "applied" }).count(); count.textContent = count.dataset.text.replace("%1", shown).replace("%2", table.rows().count()); };
  table.search.fixed("groups", (text, data, at) => filters.every((f) => !f.value || table.row(at).node().dataset[f.dataset.filter] === f.value));
  // a long ranking shows its first rows until it is asked for all
  const all = byId("all-rows"), long = rows.length > SHORTENED;
  const shorten = () => {
    const shown = table.rows({ search: "applied" }).count(), short = long && !chosen.get("all") && shown > FIRST;
    element.classList.toggle("short", short);
    all.hidden = !long || shown <= FIRST;
    const button = all.firstElementChild;
    button.textContent = short ? filled(button.dataset.all, decimal(shown, 0)) : button.dataset.first;
    button.setAttribute("aria-expanded", String(!short));
  };
  const redraw = () => { table.draw(); tell(); shorten(); };
  const box = byId("search");
  const keepChoice = (key, value) => choose(key, encodeURIComponent(value));
  filters.forEach((f) => f.addEventListener("change", () => { keepChoice(f.dataset.filter, f.value); redraw(); }));
  box.addEventListener("input", () => { keepChoice("q", box.value.trim()); table.search(box.value); redraw(); });
  all.firstElementChild.addEventListener("click", () => {
    choose("all", chosen.get("all") ? "" : "1");
    shorten();
    if (!chosen.get("all")) byId("controls").scrollIntoView();
  });
  const asRanked = (order) => !order.length || !order[0].length || ["0asc", "own-rankasc"].includes(columns[order[0][0]] + order[0][1]);
  table.on("order", () => { const order = table.order(); choose("sort", asRanked(order) ? "" : `${columns[order[0][0]]}:${order[0][1]}`); });
  onAddress("q", () => {
    const [column, direction] = chosenText("sort").split(":");
    const at = columns.indexOf(column);
    if (at >= 0 && ["asc", "desc"].includes(direction)) table.order([[at, direction]]);
    else if (!asRanked(table.order())) table.order([[0, "asc"]]);
    box.value = chosenText("q");
    table.search(box.value);
    for (const f of filters) {
      const label = chosenText(f.dataset.filter);
      f.value = [...f.options].some((option) => option.value === label) ? label : "";
    }
    redraw();
  });
  onShow.push((target) => {
    for (const row of rows) row.classList.toggle("here", row === target);
    if (!rows.includes(target) || target.offsetParent) return;
    choose("all", "1"); // the row is one of those that are left out
    shorten();
  });
  controls.hidden = false;
  tell();
  shorten();
  const names = byId("unit-names");
  for (const [, name] of units) names.append(make("option", { value: name }));
}
// A unit by its name or code as typed, accents and case aside; undefined where none or more than one has it.
const unitNamed = (typed) => {
  const typedName = folded(typed);
  const found = units.flatMap(([file, name], k) => (folded(name) === typedName || folded(file) === typedName ? [k] : []));
  return found.length === 1 ? found[0] : undefined;
};
// A box for a name: taken when it is whole, or by Enter when it begins one name only; a name of no unit is reported.
const nameBox = (box, take, refuse = () => undefined) => {
  const whole = () => { const k = unitNamed(box.value); if (k !== undefined) take(k); return k !== undefined; };
  box.addEventListener("input", (event) => { if (event.inputType === undefined || event.inputType === "insertReplacementText") whole(); });
  box.addEventListener("change", () => { if (!whole()) refuse(box.value.trim()); });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const typed = folded(box.value);
    const begun = units.flatMap(([, name], k) => (typed && folded(name).startsWith(typed) ? [k] : []));
    const exact = unitNamed(box.value);
    const k = exact !== undefined ? exact : begun.length === 1 ? begun[0] : undefined;
    if (k !== undefined) take(k);
    else refuse(box.value.trim());
  });
};

// Table and map point to each other.
const linksOfUnit = (file) => [...document.querySelectorAll("svg.map a")].filter((a) => a.dataset.unit === file);
for (const a of document.querySelectorAll("svg.map a")) a.dataset.unit = decodeURIComponent(a.getAttribute("href").split("/").pop().replace(/\.html$/, ""));
let pointedUnit = null;
const pointAt = (file) => {
  if (file === pointedUnit) return;
  document.querySelectorAll(".pointed").forEach((mark) => mark.classList.remove("pointed"));
  pointedUnit = file;
  if (!file) return;
  linksOfUnit(file).forEach((a) => a.classList.add("pointed"));
  const row = rows[unitOf.get(file)];
  if (row) row.classList.add("pointed");
};
const pointedBy = (target) => { const mark = target.closest && target.closest("svg.map a, #ranking-table tbody tr"); return mark ? mark.dataset.unit : null; };
document.addEventListener("pointerover", (event) => pointAt(pointedBy(event.target)));
document.addEventListener("focusin", (event) => pointAt(pointedBy(event.target)));
