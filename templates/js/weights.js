// The reader's own weights: sliders, worked out by the rules of the index, kept in the address.
const weightsPanel = byId("weights");
if (weightsPanel) weightsPanel.hidden = false;
if (weightsPanel && pageData && pageData.weights && table) {
  const { tree, scores, off } = pageData.weights;
  const published = new Map(); // weights as the engine used them, all digits
  const named = new Map();
  const nodes = [];
  (function visit(node) {
    named.set(node.id, node);
    if (!node.children) return;
    nodes.push(node);
    for (const child of node.children) { published.set(child.id, child.weight * 100); visit(child); }
  })(tree);
  const changed = new Map();
  const weightOf = (child) => (changed.has(child.id) ? changed.get(child.id) : published.get(child.id));
  const boxes = new Map([...weightsPanel.querySelectorAll("[data-child]")].map((box) => [box.dataset.child, box]));
  const columns = { size: units.length, scores };
  const said = byId("weights-said");
  let active = false, waiting = 0;

  const labelled = () => {
    for (const node of nodes) {
      const total = node.children.reduce((sum, child) => sum + weightOf(child), 0);
      for (const child of node.children) {
        const box = boxes.get(child.id);
        if (box) box.querySelector("output").textContent = total > 0 ? filled(words.share, decimal((100 * weightOf(child)) / total, 0)) : "–";
      }
    }
  };
  const show = (on) => {
    const first = on !== active;
    active = on;
    Object.keys(OWN_COLUMNS).forEach((_, k) => table.column(ownFirst + k).visible(on, false));
    element.classList.toggle("owned", on);
    if (first) table.order(on ? [[ownFirst, "asc"]] : [[0, "asc"]]);
  };
  const worked = () => {
    const empty = nodes.find((node) => node.children.every((child) => weightOf(child) === 0));
    own.scores = aggregated(tree, columns, off, weightOf);
    own.ranks = ranksOf(own.scores);
    own.tied = new Map();
    for (const rank of own.ranks) own.tied.set(rank, (own.tied.get(rank) || 0) + 1);
    rows.forEach((row, k) => {
      if (changed.size) row.dataset.score = String(own.scores[k]);
      else delete row.dataset.score;
    });
    labelled();
    show(changed.size > 0);
    const at = Object.keys(OWN_COLUMNS).map((_, k) => ownFirst + k);
    table.cells(null, at).invalidate("data");
    table.draw(false);
    rows.forEach((row, k) => {
      const by = own.ranks[k] ? units[k][3] - own.ranks[k] : 0;
      row.classList.toggle("up", changed.size > 0 && by > 0);
      row.classList.toggle("down", changed.size > 0 && by < 0);
    });
    const name = empty && (empty === tree ? words.index : empty.name);
    said.textContent = empty ? filled(words.noWeight, name) : changed.size ? words.own : "";
    byId("weights-reset").disabled = !changed.size;
  };
  const later = () => { if (!waiting) waiting = requestAnimationFrame(() => { waiting = 0; worked(); }); };
  const kept = () => choose("w", [...changed].map(([id, value]) => `${encodeURIComponent(id)}:${value}`).join(","));
  const put = (id) => {
    const [range, number] = boxes.get(id).querySelectorAll("input");
    range.value = String(Math.round(weightOf({ id })));
    number.value = String(Math.round(weightOf({ id }) * 100) / 100);
  };
  weightsPanel.addEventListener("input", (event) => {
    const box = event.target.closest("[data-child]");
    const value = Number(event.target.value);
    if (!box || event.target.value === "" || !(value >= 0 && value <= 100)) return;
    const id = box.dataset.child;
    changed.set(id, value);
    const [range, number] = box.querySelectorAll("input");
    if (event.target === range) number.value = String(value);
    else range.value = String(Math.round(value));
    kept();
    later();
  });
  weightsPanel.addEventListener("change", (event) => { // what is no weight gives way to the last one that was
    const box = event.target.closest("[data-child]");
    if (box) put(box.dataset.child);
  });
  byId("weights-reset").addEventListener("click", () => { changed.clear(); for (const id of boxes.keys()) put(id); kept(); worked(); });
  onAddress("w", (text) => {
    changed.clear();
    for (const part of text.split(",")) {
      const cut = part.lastIndexOf(":");
      const id = decoded(part.slice(0, cut)), value = Number(part.slice(cut + 1));
      if (cut > 0 && part.length > cut + 1 && boxes.has(id) && value >= 0 && value <= 100) changed.set(id, value);
    }
    for (const id of boxes.keys()) put(id);
    if (changed.size) {
      weightsPanel.open = true;
      for (const id of changed.keys()) { for (let fold = boxes.get(id).closest("details"); fold; fold = fold.parentNode.closest("details")) fold.open = true; }
    }
    if (changed.size || active) worked();
  });
  for (const node of nodes) for (const child of node.children) if (boxes.has(child.id)) put(child.id);
  byId("weights-reset").disabled = true;
}
