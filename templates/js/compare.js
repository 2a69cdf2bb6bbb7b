// Up to six side by side: picked in the table or by name, kept in the address.
const MOST = 6;
const comparePanel = byId("compare");
if (comparePanel && table) {
  const { nodes, rows: lines, at, cells } = pageData.compare;
  let picked = [];
  // places of own scores on the axis, from those of two published ones
  const first = at.findIndex((row) => row[0][0] !== null), last = at.length - 1 - [...at].reverse().findIndex((row) => row[0][0] !== null);
  const slope = first >= 0 && units[first][2] !== units[last][2] ? (at[first][0][0] - at[last][0][0]) / (units[first][2] - units[last][2]) : 0;
  const reweightedPlace = (k) => (slope && reweighted.active && !Number.isNaN(reweighted.scores[k] ?? NaN) ? Math.min(100, Math.max(0, at[first][0][0] + slope * (reweighted.scores[k] - units[first][2]))) : null);
  const rowsOf = () => [
    ...(reweighted.active ? [{ name: words.ownIndex, of: (k) => [reweightedPlace(k), REWEIGHTED_COLUMNS.score[1](k), REWEIGHTED_COLUMNS.rank[1](k), "", null] }] : []),
    ...nodes.map((name, n) => ({ name, of: (k) => at[k][n] })),
  ];
  // marks and intervals that would hide each other stand one below the other
  const levels = (places, spans) => {
    const ends = [];
    const levelOf = places.map(() => 0);
    const from = (k) => Math.min(places[k] - 7, spans[k] ? spans[k][0] : Infinity), to = (k) => Math.max(places[k] + 7, spans[k] ? spans[k][1] : -Infinity);
    places.map((_, k) => k).filter((k) => places[k] !== null).sort((a, b) => from(a) - from(b)).forEach((k) => {
      let level = ends.findIndex((end) => from(k) >= end);
      if (level < 0) level = ends.length;
      ends[level] = to(k);
      levelOf[k] = level;
    });
    return [levelOf, Math.max(1, ends.length)];
  };
  const plot = () => {
    const narrow = comparePanel.clientWidth < 560;
    const [left, width, right, letters] = narrow ? [112, 208, 340, 16] : [190, 430, 660, 28];
    const top = 8;
    const drawn = rowsOf().map(({ name, of }) => {
      const values = picked.map(of), places = values.map(([x]) => (x === null ? null : left + (width * x) / 100));
      const [level, count] = levels(places, values.map(([, , , , span]) => span && span.map((end) => left + (width * end) / 100)));
      return { name, values, places, level, count, height: 20 + 14 * count };
    });
    const bottom = drawn.reduce((y, row) => y + row.height, top);
    const svg = draw("svg", { role: "img", class: "compareplot", viewBox: `0 0 ${right} ${bottom + 22}`, "aria-label": filled(words.plot, picked.map((k) => units[k][1]).join(words.comma)) });
    for (const [x, label] of pageData.ticks) {
      svg.append(draw("path", { class: "grid", d: `M${left + (width * x) / 100} ${top}V${bottom}` }));
      svg.append(draw("text", { class: "tick", x: left + (width * x) / 100, y: bottom + 16, "text-anchor": "middle" }, label));
    }
    let above = top;
    drawn.forEach(({ name, values, places, level, count, height }, n) => {
      const middle = above + height / 2;
      svg.append(draw("path", { class: "rail", d: `M${left} ${middle}H${left + width}` }));
      svg.append(draw("text", { x: 0, y: middle + 4, class: n ? "" : "first" }, name.length > letters ? `${name.slice(0, letters - 1)}…` : name));
      const y = (slot) => middle + 14 * (level[slot] - (count - 1) / 2);
      values.forEach(([, , , , span], slot) => {
        if (span) svg.append(draw("rect", { class: `k${slot} span`, x: left + (width * span[0]) / 100, y: y(slot) - 1.5, width: Math.max(1, (width * (span[1] - span[0])) / 100), height: 3 }));
      });
      values.forEach(([, score, rank, interval], slot) => {
        if (places[slot] === null) return;
        const mark = shape(slot, places[slot], y(slot), 6);
        mark.dataset.description = `${units[picked[slot]][1]}, ${name}: ${score} (${words.rank} ${rank}${interval ? `; ${filled(words.interval, interval)}` : ""})`;
        svg.append(mark);
      });
      above += height;
    });
    return svg;
  };
  const tabulated = () => {
    const made = make("table", { class: "comparison" });
    const head = made.createTHead().insertRow();
    head.append(make("th", { scope: "col", class: "name" }));
    for (const [slot, k] of picked.entries()) {
      const cell = make("th", { scope: "colgroup", colspan: "3", class: "num" });
      const link = make("a", { href: `countries/${units[k][0]}.html` }, units[k][1]);
      cell.append(key(slot), " ", link);
      head.append(cell);
    }
    const under = made.tHead.insertRow();
    under.append(make("td"));
    for (let k = 0; k < picked.length; k++) for (const word of [words.value, words.score, words.rank]) under.append(make("th", { scope: "col", class: "num sub" }, word));
    const body = made.createTBody();
    const line = (name, depth, isHead, unit, values) => {
      const row = body.insertRow();
      row.className = `d${Math.min(depth, 3)}${isHead ? " head" : ""}`;
      const first = make("th", { scope: "row", class: "name" }, name);
      if (unit) first.append(" ", make("span", { class: "unit" }, unit));
      row.append(first);
      for (const [value, score, rank] of values) row.append(make("td", { class: "num value" }, value), make("td", { class: "num" }, score), make("td", { class: "num rank" }, rank));
    };
    if (reweighted.active) line(words.ownIndex, 0, true, "", picked.map((k) => ["", REWEIGHTED_COLUMNS.score[1](k), REWEIGHTED_COLUMNS.rank[1](k)]));
    line(words.index, 0, true, "", picked.map((k) => ["", at[k][0][1], at[k][0][2]]));
    if (picked.some((k) => at[k][0][3])) line(words.intervalOfRank, 0, false, "", picked.map((k) => ["", "", at[k][0][3]]));
    lines.forEach(([name, depth, isHead, unit], n) => line(name, depth, isHead, unit, picked.map((k) => cells[k][n])));
    return made;
  };
  const show = () => {
    byId("compare-picked").replaceChildren(...picked.map((k, slot) => {
      const item = make("li"), button = make("button", { type: "button", "aria-label": filled(words.remove, units[k][1]), "data-unit": units[k][0] }, "×");
      item.append(key(slot), ` ${units[k][1]} `, button);
      return item;
    }));
    byId("compare-said").textContent = picked.length ? filled(words.compared, picked.length) : "";
    byId("compare-shown").hidden = !picked.length;
    byId("compare-plot").replaceChildren(...(picked.length ? [plot()] : []));
    byId("compare-table").replaceChildren(...(picked.length ? [tabulated()] : []));
    rows.forEach((row, k) => {
      const button = row.querySelector(".pick button"), on = picked.includes(k);
      button.setAttribute("aria-pressed", String(on));
      button.textContent = on ? "✓" : "+";
    });
  };
  const pick = (next) => { picked = next; show(); choose("compare", picked.map((k) => encodeURIComponent(units[k][0])).join(",")); };
  const toggle = (k) => {
    if (picked.includes(k)) return pick(picked.filter((other) => other !== k));
    comparePanel.open = true;
    if (picked.length >= MOST) { byId("compare-said").textContent = words.full; return undefined; }
    return pick([...picked, k]);
  };
  element.addEventListener("click", (event) => {
    const button = event.target.closest(".pick button");
    if (button) toggle(unitOf.get(button.closest("tr").dataset.unit));
  });
  byId("compare-picked").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    toggle(unitOf.get(button.dataset.unit));
    byId("compare-add").focus(); // the button in focus is gone
  });
  nameBox(byId("compare-add"), (k) => { if (!picked.includes(k)) toggle(k); byId("compare-add").value = ""; });
  onAddress("compare", (text) => {
    picked = [...new Set(text.split(",").map((file) => unitOf.get(decoded(file))).filter((k) => k !== undefined))].slice(0, MOST);
    if (picked.length) comparePanel.open = true;
    show();
  });
  onReweighted.push(() => { if (picked.length) show(); });
  show();
  comparePanel.hidden = false;
}
