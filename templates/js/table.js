// The ranking: sorted, searched and filtered by DataTables; columns of the reader's own ranking, shown when there is one.
const element = byId("ranking-table");
const words = pageData ? pageData.words : {};
const units = pageData ? pageData.units : []; // file, name, score, place; in the order of the ranking
const unitOf = new Map(units.map(([file], k) => [file, k]));
const [POINT, GROUP] = pageData ? pageData.signs : [".", ","];
const decimal = (value, places) => {
  const [whole, part] = Math.abs(value).toFixed(places).split(".");
  const text = whole.replace(/\B(?=(\d{3})+$)/g, GROUP) + (part ? POINT + part : "");
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text;
};
const own = { scores: [], ranks: [], tied: new Map() };
const OWN_COLUMNS = {
  rank: [words.ownRank, (k) => (own.ranks[k] ? `${own.ranks[k]}${own.tied.get(own.ranks[k]) > 1 ? "=" : ""}` : "–"), (k) => own.ranks[k] || Infinity],
  move: [words.move, (k) => { const by = own.ranks[k] ? units[k][3] - own.ranks[k] : NaN; return Number.isNaN(by) ? "–" : by > 0 ? `+${by}` : by < 0 ? `−${-by}` : "0"; }, (k) => (own.ranks[k] ? units[k][3] - own.ranks[k] : -Infinity)],
  score: [words.ownScore, (k) => (Number.isNaN(own.scores[k] ?? NaN) ? "–" : decimal(own.scores[k], pageData.weights.places)), (k) => own.scores[k] ?? -Infinity],
};
const rows = [];
let table = null, ownFirst = 0;
const tableRedrawn = [];

if (element && window.DataTable && pageData) {
  const head = element.tHead.rows[0];
  const before = [...head.cells].findIndex((cell) => cell.matches(".num"));
  ownFirst = before;
  head.cells[before].classList.add("published");
  const weighed = pageData.weights ? Object.entries(OWN_COLUMNS) : [];
  weighed.forEach(([kind, [title]], k) => head.insertBefore(make("th", { scope: "col", class: `num own own-${kind}` }, title), head.cells[before + k]));
  head.append(make("th", { scope: "col", class: "pick", "data-orderable": "false" }, words.compare));
  [...element.tBodies[0].rows].forEach((row, k) => {
    const [file, name] = units[k];
    row.dataset.unit = file;
    rows.push(row);
    weighed.forEach(([kind], at) => row.insertBefore(make("td", { class: `num own own-${kind}` }), row.cells[before + at]));
    const cell = make("td", { class: "pick" });
    cell.append(make("button", { type: "button", "aria-pressed": "false", "aria-label": filled(words.compareOne, name) }, "+"));
    row.append(cell);
  });
  const said = element.dataset;
  const ownDefs = weighed.map(([, [, text, value]], k) => ({
    targets: before + k, visible: false,
    render: (data, type, row, meta) => (type === "display" ? text(meta.row) : type === "filter" ? "" : value(meta.row)),
  }));
  table = new DataTable(element, {
    paging: false, info: false, autoWidth: false, order: [], orderMulti: false,
    layout: { topStart: null, topEnd: null, bottomStart: null, bottomEnd: null },
    // the words stand in the page, in its language
    language: { zeroRecords: said.none, emptyTable: said.none, aria: { orderable: said.sort, orderableReverse: said.invert, orderableRemove: said.unsort } },
    // the first definition that fits a column counts
    columnDefs: [...ownDefs, { targets: ".own-rank", orderSequence: ["asc", "desc"] }, { targets: [".num", ".heat"], orderSequence: ["desc", "asc"] }, { targets: "_all", orderSequence: ["asc", "desc"] }],
  });
  const controls = byId("controls");
  const count = byId("count");
  const filters = [...controls.querySelectorAll("select")];
  const tell = () => { const shown = table.rows({ search: "applied" }).count(); count.textContent = count.dataset.text.replace("%1", shown).replace("%2", table.rows().count()); };
  table.search.fixed("groups", (text, data, at) => filters.every((f) => !f.value || table.row(at).node().dataset[f.dataset.filter] === f.value));
  const redraw = () => { table.draw(); tell(); };
  filters.forEach((f) => f.addEventListener("change", redraw));
  byId("search").addEventListener("input", (event) => { table.search(event.target.value); redraw(); });
  controls.hidden = false;
  tell();
  const names = byId("unit-names");
  for (const [, name] of units) names.append(make("option", { value: name }));
}
// A unit by its name as typed; undefined where none or more than one has it.
const unitNamed = (typed) => {
  const wanted = typed.trim().toLocaleLowerCase();
  const found = units.map(([, name], k) => [name.toLocaleLowerCase(), k]).filter(([name]) => name === wanted);
  return found.length === 1 ? found[0][1] : undefined;
};
// A box for a name: taken when it is whole, or by Enter when it begins one name only.
const nameBox = (box, take) => {
  const whole = () => { const k = unitNamed(box.value); if (k !== undefined) take(k); };
  box.addEventListener("input", (event) => { if (event.inputType === undefined || event.inputType === "insertReplacementText") whole(); });
  box.addEventListener("change", whole);
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const typed = box.value.trim().toLocaleLowerCase();
    const begun = units.flatMap(([, name], k) => (typed && name.toLocaleLowerCase().startsWith(typed) ? [k] : []));
    const exact = unitNamed(box.value);
    const k = exact !== undefined ? exact : begun.length === 1 ? begun[0] : undefined;
    if (k !== undefined) take(k);
  });
};

// Table and map point to each other.
const linksOfUnit = (file) => [...document.querySelectorAll("svg.map a")].filter((a) => a.dataset.unit === file);
for (const a of document.querySelectorAll("svg.map a")) a.dataset.unit = decodeURIComponent(a.getAttribute("href").split("/").pop().replace(/\.html$/, ""));
let pointed = null;
const pointAt = (file) => {
  if (file === pointed) return;
  document.querySelectorAll(".pointed").forEach((mark) => mark.classList.remove("pointed"));
  pointed = file;
  if (!file) return;
  linksOfUnit(file).forEach((a) => a.classList.add("pointed"));
  const row = rows[unitOf.get(file)];
  if (row) row.classList.add("pointed");
};
const pointedBy = (target) => { const mark = target.closest && target.closest("svg.map a, #ranking-table tbody tr"); return mark ? mark.dataset.unit : null; };
document.addEventListener("pointerover", (event) => pointAt(pointedBy(event.target)));
document.addEventListener("focusin", (event) => pointAt(pointedBy(event.target)));
