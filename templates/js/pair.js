// The links of two units with each other, by type, as a table.
const pairPanel = byId("pair");
if (pairPanel && pageData && pageData.links.modes.length) {
  const { places, modes, ties } = pageData.links;
  const boxes = [byId("pair-first"), byId("pair-second")], body = byId("pair-table").tBodies[0];
  let ends = [undefined, undefined];
  // links of a unit with a place: how many, and the place's position among the partners; most links come first
  const between = (mode, from, to) => {
    const flat = (ties[mode] || {})[from] || [];
    for (let k = 0; k < flat.length; k += 2) {
      const [name, file] = places[flat[k]];
      if (file ? file === units[to][0] : name === units[to][1]) return [flat[k + 1], k / 2 + 1, flat.length / 2];
    }
    return [0, null, flat.length / 2];
  };
  const show = () => {
    const [a, b] = ends, both = a !== undefined && b !== undefined && a !== b;
    byId("pair-shown").hidden = !both;
    byId("pair-said").textContent = a !== undefined && a === b ? words.same : "";
    if (!both) return;
    const heads = byId("pair-table").tHead.rows[0].cells;
    [[a, 2], [b, 3]].forEach(([k, n]) => { heads[n].textContent = filled(words.partnerOf, units[k][1]); });
    let linked = 0;
    body.replaceChildren(...modes.map(([mode, name]) => {
      const [count, place, of] = between(mode, a, b), [other, position, all] = between(mode, b, a);
      const number = Math.max(count, other);
      if (number) linked += 1;
      const row = make("tr");
      row.append(make("th", { scope: "row", class: "name" }, name), make("td", { class: "num" }, number ? decimal(number, Number.isInteger(number) ? 0 : 1) : words.noneHere));
      for (const [n, total] of [[place, of], [position, all]]) row.append(make("td", { class: "num" }, n ? filled(words.placeOf, n, total) : "–"));
      return row;
    }));
    byId("pair-said").textContent = filled(words.pairLinked, units[a][1], units[b][1], linked, modes.length);
  };
  const keep = () => choose("pair", ends.every((k) => k === undefined) ? "" : ends.map((k) => (k === undefined ? "" : encodeURIComponent(units[k][0]))).join(","));
  boxes.forEach((box, n) => nameBox(box, (k) => { ends[n] = k; box.value = units[k][1]; keep(); show(); }, (text) => {
    ends[n] = undefined;
    keep();
    show();
    byId("pair-said").textContent = text ? filled(words.unknown, text) : "";
  }));
  onAddress("pair", (text) => {
    const files = text.split(",").map(decoded);
    ends = [0, 1].map((n) => unitOf.get(files[n] || ""));
    boxes.forEach((box, n) => { box.value = ends[n] === undefined ? "" : units[ends[n]][1]; });
    if (text) pairPanel.open = true;
    show();
  });
  pairPanel.hidden = false;
}
