(() => {
  "use strict";
  const root = document.documentElement;
  const button = document.getElementById("theme");
  const remembered = (value) => {
    try {
      if (value) localStorage.setItem("theme", value);
      return localStorage.getItem("theme");
    } catch {
      return null; // a page opened from disk may have no storage
    }
  };
  const dark = () => (root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);
  const label = () => { button.textContent = dark() ? button.dataset.light : button.dataset.dark; button.setAttribute("aria-label", dark() ? button.dataset.toLight : button.dataset.toDark); };
  const before = remembered();
  if (before === "dark" || before === "light") root.dataset.theme = before;
  button.hidden = false;
  button.addEventListener("click", () => { root.dataset.theme = dark() ? "light" : "dark"; remembered(root.dataset.theme); label(); });
  label();

  const element = document.getElementById("ranking-table");
  if (!element || !window.DataTable) return;
  const words = element.dataset;
  const table = new DataTable(element, {
    paging: false, info: false, autoWidth: false, order: [], orderMulti: false,
    layout: { topStart: null, topEnd: null, bottomStart: null, bottomEnd: null },
    // the words stand in the page, in its language
    language: { zeroRecords: words.none, emptyTable: words.none, aria: { orderable: words.sort, orderableReverse: words.invert, orderableRemove: words.unsort } },
    // the first definition that fits a column counts
    columnDefs: [{ targets: [".num", ".heat"], orderSequence: ["desc", "asc"] }, { targets: "_all", orderSequence: ["asc", "desc"] }],
  });
  const controls = document.getElementById("controls");
  const count = document.getElementById("count");
  const filters = [...controls.querySelectorAll("select")];
  const tell = () => { const shown = table.rows({ search: "applied" }).count(); count.textContent = count.dataset.text.replace("%1", shown).replace("%2", table.rows().count()); };
  table.search.fixed("groups", (text, data, at) => filters.every((f) => !f.value || table.row(at).node().dataset[f.dataset.filter] === f.value));
  const draw = () => { table.draw(); tell(); };
  filters.forEach((f) => f.addEventListener("change", draw));
  document.getElementById("search").addEventListener("input", (event) => { table.search(event.target.value); draw(); });
  controls.hidden = false;
  tell();
})();
