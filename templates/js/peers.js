// The peers of a profile: a group, all, or some chosen by name. Figure and numbers follow; the choice stands in the address.
const peersOf = document.querySelector(".peersof");
if (peersOf && findForm && pageData) {
  const { files, scores, ends: [low, high], places } = pageData.peers, { words } = pageData;
  const thisUnit = files.indexOf(document.querySelector("article.profile").dataset.unit);
  const fileOfUnit = (unit) => unit[1].slice("countries/".length, -".html".length);
  const placeOf = new Map(files.map((file, k) => [file, k]));
  const nameOf = new Map(findUnits.map((unit) => [placeOf.get(fileOfUnit(unit)), unit[0]]));
  const radios = [...peersOf.querySelectorAll("[name=peers]")];
  const tool = byId("peers-tool"), box = byId("peers-add"), numbers = byId("peers-numbers");
  const figures = [...peersOf.querySelectorAll("svg.dotplot")], usual = figures.map((svg) => svg.getAttribute("aria-label"));
  let named = [];
  const membersOf = ({ value, dataset }) => (value === "own" ? named : dataset.members ? dataset.members.split(" ").map((file) => placeOf.get(file)) : files.map((_, k) => k));
  // with linear interpolation, as the engine's quartiles
  const quantile = (sorted, q) => {
    const at = (sorted.length - 1) * q, k = Math.floor(at), next = sorted[Math.min(k + 1, sorted.length - 1)];
    return sorted[k] + (next - sorted[k]) * (at - k);
  };
  const among = (values, set) => {
    const sorted = set.map((k) => values[k]).filter((v) => v !== null).sort((a, b) => a - b);
    const others = set.filter((k) => k !== thisUnit && values[k] !== null), unitScore = values[thisUnit];
    return {
      quartiles: sorted.length ? [0.25, 0.5, 0.75].map((q) => quantile(sorted, q)) : null,
      rank: unitScore === null ? null : 1 + others.filter((k) => values[k] > unitScore).length,
      count: others.length + 1,
    };
  };
  const onAxis = (score) => Math.min(1, Math.max(0, (score - low) / (high - low)));
  const drawChosenPeers = (rows) => {
    for (const svg of figures) {
      const left = Number(svg.dataset.left), width = Number(svg.dataset.width);
      [...svg.querySelectorAll("g[data-peers=own]")].forEach((mark, n) => {
        const { quartiles } = rows[n], y = Number(mark.dataset.y);
        if (!quartiles) { mark.replaceChildren(); return; }
        const [first, middle, third] = quartiles.map((score) => left + width * onAxis(score));
        mark.replaceChildren(
          draw("rect", { x: first.toFixed(2), y: y - 4, width: Math.max(third - first, width * 0.004).toFixed(2), height: 7, rx: 1.5, fill: "var(--f2)" }),
          draw("path", { d: `M${middle.toFixed(2)} ${y - 5.5}v10`, stroke: "var(--ink)", "stroke-width": 1.4, fill: "none" }),
        );
      });
    }
  };
  const show = () => {
    const radio = radios.find((r) => r.checked), byName = radio.value === "own", set = membersOf(radio);
    const rows = scores.map((values) => among(values, set));
    tool.hidden = !byName;
    if (byName) drawChosenPeers(rows);
    [...byId("peer-numbers").tBodies[0].rows].forEach((row, n) => {
      const { quartiles, rank, count } = rows[n], texts = quartiles ? quartiles.map((score) => decimal(score, places)) : null;
      row.cells[2].textContent = texts ? texts[1] : "–";
      row.cells[3].textContent = texts ? filled(words.range, texts[0], texts[2]) : "–";
      row.cells[4].textContent = rank === null || !texts ? "–" : filled(words.placeOf, rank, count);
    });
    const [index] = rows;
    byId("peers-said").textContent = index.quartiles ? filled(words.index, ...[1, 0, 2].map((k) => decimal(index.quartiles[k], places)), index.rank, index.count) : words.choose;
    figures.forEach((svg, k) => svg.setAttribute("aria-label", radio.value === "p0" ? usual[k] : filled(words.alt, plainText(radio.parentNode))));
    byId("peers-picked").replaceChildren(...named.map((k) => {
      const item = make("li"), button = make("button", { type: "button", "aria-label": filled(words.remove, nameOf.get(k)), "data-unit": files[k] }, "×");
      item.append(`${nameOf.get(k)} `, button);
      return item;
    }));
    for (const link of document.querySelectorAll("a[rel=prev], a[rel=next]")) link.hash = byName && set.length ? `peers=${codes()}` : "";
  };
  const codes = () => named.map((k) => encodeURIComponent(files[k])).join(",");
  const keep = () => {
    const { value } = radios.find((r) => r.checked);
    choose("peers", value === "own" ? codes() : "");
    choose("group", value === "own" || value === "p0" ? "" : value.slice(1));
    show();
  };
  for (const radio of radios) {
    radio.addEventListener("change", () => {
      keep();
      if (radio.value === "own") { numbers.open = true; if (!named.length) box.focus(); }
    });
  }
  const options = (text) => unitsLike(folded(text)).map((k) => [findUnits[k][0], placeOf.get(fileOfUnit(findUnits[k]))])
    .filter(([, k]) => k !== undefined && k !== thisUnit && !named.includes(k)).slice(0, MOST_FOUND);
  const { close } = combobox(box, byId("peers-list"), options, (k) => { named = [...named, k]; box.value = ""; close(); keep(); });
  byId("peers-picked").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    named = named.filter((k) => files[k] !== button.dataset.unit);
    keep();
    box.focus(); // the button in focus is gone
  });
  onAddress("peers", (text) => {
    named = [...new Set(text.split(",").map((file) => placeOf.get(decoded(file))))].filter((k) => k !== undefined && k !== thisUnit);
    const choice = named.length ? "own" : `p${chosenText("group") || 0}`;
    const radio = radios.find((r) => r.value === choice) || radios[0];
    radio.checked = true;
    if (choice === "own") numbers.open = true;
    show();
  });
  for (const part of [numbers, byId("peers-said"), radios[0].closest("fieldset"), radios[radios.length - 1].parentNode]) part.hidden = false;
  show();
}
