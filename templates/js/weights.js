// The reader's own weights: shares of each group that add up to 100 %, scored by the rules of the index, kept in the address.
const weightsPanel = byId("weights");
if (weightsPanel) weightsPanel.hidden = false;
if (weightsPanel && pageData && pageData.weights && table) {
  const { tree, scores, off } = pageData.weights;
  const published = new Map(); // weights as the engine used them, all digits
  const nodes = [], groupOf = new Map();
  (function visit(node) {
    if (!node.children) return;
    nodes.push(node);
    for (const child of node.children) { published.set(child.id, child.weight * 100); groupOf.set(child.id, node); visit(child); }
  })(tree);
  const changed = new Map();
  const weightOf = (child) => (changed.has(child.id) ? changed.get(child.id) : published.get(child.id));
  const totalOf = (node) => node.children.reduce((sum, child) => sum + weightOf(child), 0);
  const shareOf = (child, node) => { const total = totalOf(node); return total > 0 ? (100 * weightOf(child)) / total : 0; };
  const boxes = new Map([...weightsPanel.querySelectorAll("[data-child]")].map((box) => [box.dataset.child, box]));
  const columns = { size: units.length, scores };
  const status = byId("weights-said"), presets = byId("weights-preset");
  let waiting = 0;

  const put = (node, but = null) => {
    for (const child of node.children) {
      const box = boxes.get(child.id);
      if (!box) continue;
      const [range, number] = box.querySelectorAll("input"), share = shareOf(child, node);
      if (range !== but) range.value = String(Math.round(share));
      if (number !== but) number.value = String(Math.round(share * 100) / 100);
    }
  };
  // one share is set; the others of its group keep their proportions and make up the rest
  const setShare = (id, share) => {
    const node = groupOf.get(id), others = node.children.filter((child) => child.id !== id);
    const rest = others.reduce((sum, child) => sum + weightOf(child), 0);
    const shares = others.map((child) => Math.round(1e4 * (rest > 0 ? ((100 - share) * weightOf(child)) / rest : (100 - share) / others.length)) / 1e4);
    const spare = 100 - share - shares.reduce((sum, value) => sum + value, 0);
    const largest = shares.indexOf(Math.max(...shares));
    shares[largest] = Math.max(0, Math.round((shares[largest] + spare) * 1e6) / 1e6);
    changed.set(id, share);
    others.forEach((child, k) => changed.set(child.id, shares[k]));
    return node;
  };
  const show = (on) => {
    const first = on !== reweighted.active;
    reweighted.active = on;
    Object.keys(REWEIGHTED_COLUMNS).forEach((_, k) => table.column(firstReweighted + k).visible(on, false));
    element.classList.toggle("owned", on);
    if (first && !chosen.get("sort")) table.order(on ? [[firstReweighted, "asc"]] : [[0, "asc"]]);
  };
  const worked = () => {
    const empty = nodes.find((node) => node.children.every((child) => weightOf(child) === 0));
    reweighted.scores = aggregated(tree, columns, off, weightOf);
    reweighted.ranks = ranksOf(reweighted.scores);
    reweighted.tied = new Map();
    for (const rank of reweighted.ranks) reweighted.tied.set(rank, (reweighted.tied.get(rank) || 0) + 1);
    rows.forEach((row, k) => {
      if (changed.size) row.dataset.score = String(reweighted.scores[k]);
      else delete row.dataset.score;
    });
    show(changed.size > 0);
    const at = Object.keys(REWEIGHTED_COLUMNS).map((_, k) => firstReweighted + k);
    table.cells(null, at).invalidate("data");
    table.draw(false);
    rows.forEach((row, k) => {
      const by = reweighted.ranks[k] ? units[k][3] - reweighted.ranks[k] : 0;
      row.classList.toggle("up", changed.size > 0 && by > 0);
      row.classList.toggle("down", changed.size > 0 && by < 0);
    });
    const name = empty && (empty === tree ? words.index : empty.name);
    status.textContent = empty ? filled(words.noWeight, name) : changed.size ? words.own : "";
    byId("weights-reset").disabled = !changed.size;
    byId("weights-save").hidden = byId("weights-link").hidden = !changed.size;
    for (const follow of onReweighted) follow();
  };
  const later = () => { if (!waiting) waiting = requestAnimationFrame(() => { waiting = 0; worked(); }); };
  const keepWeights = () => choose("w", [...changed].map(([id, value]) => `${encodeURIComponent(id)}:${value}`).join(","));
  weightsPanel.addEventListener("input", (event) => {
    const box = event.target.closest("[data-child]");
    if (!box) return;
    const value = Number(event.target.value);
    if (event.target.value === "" || !(value >= 0 && value <= 100)) return;
    const node = setShare(box.dataset.child, value);
    put(node, event.target);
    presets.value = "";
    keepWeights();
    later();
  });
  weightsPanel.addEventListener("change", (event) => { // what is no share gives way to the last one that was
    const box = event.target.closest("[data-child]");
    if (box) put(groupOf.get(box.dataset.child));
  });
  const reset = () => { changed.clear(); for (const node of nodes) put(node); keepWeights(); worked(); };
  presets.addEventListener("change", () => {
    const { value } = presets;
    if (value === "") return;
    changed.clear();
    if (value === "equal") for (const child of tree.children) changed.set(child.id, 1);
    else if (value !== "published") changed.set(value.slice(1), 0);
    for (const node of nodes) put(node);
    keepWeights();
    worked();
  });
  byId("weights-reset").addEventListener("click", () => { presets.value = "published"; reset(); });
  byId("weights-save").addEventListener("click", () => {
    const order = units.map((_, k) => k).sort((a, b) => (reweighted.ranks[a] || Infinity) - (reweighted.ranks[b] || Infinity) || a - b);
    const shares = nodes.flatMap((node) => node.children.map((child) => [child.id, shareOf(child, node)])).filter(([id]) => boxes.has(id));
    save("own-ranking.csv", csv([
      ["unit", "name", "own_rank", "own_score", "published_rank", "published_score"],
      ...order.map((k) => [units[k][0], units[k][1], reweighted.ranks[k] ?? "", Number.isNaN(reweighted.scores[k]) ? "" : reweighted.scores[k], units[k][3], units[k][2]]),
      [], ["weight", "share_percent"], ...shares,
    ]), "text/csv");
  });
  byId("weights-link").addEventListener("click", (event) => copied(location.href, event.currentTarget));
  onAddress("w", (text) => {
    changed.clear();
    for (const part of text.split(",")) {
      const cut = part.lastIndexOf(":");
      const id = decoded(part.slice(0, cut)), value = Number(part.slice(cut + 1));
      if (cut > 0 && part.length > cut + 1 && boxes.has(id) && value >= 0 && value <= 100) changed.set(id, value);
    }
    for (const node of nodes) put(node);
    presets.value = changed.size ? "" : "published";
    if (changed.size) {
      weightsPanel.open = true;
      for (const id of changed.keys()) { for (let fold = boxes.get(id).closest("details"); fold; fold = fold.parentNode.closest("details")) fold.open = true; }
    }
    if (changed.size || reweighted.active) worked();
  });
  for (const node of nodes) put(node);
  byId("weights-reset").disabled = true;
}
// The map of the index in the reader's own classes.
const indexMap = document.querySelector("svg.map[data-node=index]");
if (indexMap && pageData) {
  const marks = [...indexMap.querySelectorAll("a")].map((a) => [a, a.querySelector("[data-description]"), unitOf.get(decodeURIComponent(a.getAttribute("href").split("/").pop().replace(/\.html$/, "")))]).filter(([, mark, k]) => mark && k !== undefined); // of ranked units
  const before = marks.map(([a, mark]) => [mark.getAttribute("class"), mark.dataset.description, a.getAttribute("aria-label")]);
  const legend = indexMap.closest("figure").querySelector(".legend");
  const steps = legend ? [...legend.children].map((item) => item.cloneNode(true)) : [];
  let shown = false;
  onReweighted.push(() => {
    if (!reweighted.active && !shown) return;
    shown = reweighted.active;
    const values = reweighted.scores.map((v) => (Number.isNaN(v) ? null : v)), classes = fifths(values);
    marks.forEach(([a, mark, k], n) => {
      const description = reweighted.active ? filled(words.ownMap, units[k][1], REWEIGHTED_COLUMNS.score[1](k), REWEIGHTED_COLUMNS.rank[1](k)) : before[n][1];
      mark.setAttribute("class", reweighted.active ? before[n][0].replace(/\bt\d/, `t${classes[k]}`) : before[n][0]);
      mark.dataset.description = description;
      a.setAttribute("aria-label", reweighted.active ? description : before[n][2]);
    });
    if (!legend) return;
    if (!reweighted.active) { legend.replaceChildren(...steps.map((item) => item.cloneNode(true))); return; }
    const lowest = (fifth) => values.reduce((low, v, k) => (classes[k] === fifth && v < low ? v : low), Infinity);
    const filledClasses = [5, 4, 3, 2, 1].filter((fifth) => lowest(fifth) < Infinity), { places } = pageData.weights;
    legend.replaceChildren(...filledClasses.map((fifth, n) => {
      const item = make("li"), last = n === filledClasses.length - 1 && n > 0;
      item.append(make("span", { class: `chip h${fifth}` }), last ? filled(words.under, decimal(lowest(filledClasses[n - 1]), places)) : filled(words.atLeast, decimal(lowest(fifth), places)));
      return item;
    }), steps[steps.length - 1].cloneNode(true));
  });
}
