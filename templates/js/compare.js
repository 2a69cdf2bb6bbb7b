// Up to four side by side: picked in the table or by name, kept in the address.
const MOST = 4;
const MARKS = [ // a shape each, for whoever does not tell the colours apart
  (x, y) => draw("circle", { cx: x, cy: y, r: 6 }),
  (x, y) => draw("path", { d: `M${x - 5.4} ${y - 5.4}h10.8v10.8h-10.8z` }),
  (x, y) => draw("path", { d: `M${x} ${y - 7}l7 12.4h-14z` }),
  (x, y) => draw("path", { d: `M${x} ${y - 7.4}l7.4 7.4l-7.4 7.4l-7.4 -7.4z` }),
];
const comparePanel = byId("compare");
if (comparePanel && table) {
  const { nodes, rows: lines, at, cells } = pageData.compare;
  let picked = [];
  const key = (slot) => {
    const svg = draw("svg", { class: `key k${slot}`, viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" });
    svg.append(MARKS[slot](8, 8));
    return svg;
  };
  const plot = () => {
    const narrow = comparePanel.clientWidth < 560;
    const [left, width, right, letters] = narrow ? [112, 208, 340, 16] : [190, 430, 660, 28];
    const row = 34, top = 8;
    const bottom = top + row * nodes.length;
    const svg = draw("svg", { role: "img", class: "compareplot", viewBox: `0 0 ${right} ${bottom + 22}`, "aria-label": filled(words.plot, picked.map((k) => units[k][1]).join(words.comma)) });
    for (const [x, label] of pageData.ticks) {
      svg.append(draw("path", { class: "grid", d: `M${left + (width * x) / 100} ${top}V${bottom}` }));
      svg.append(draw("text", { class: "tick", x: left + (width * x) / 100, y: bottom + 16, "text-anchor": "middle" }, label));
    }
    nodes.forEach((name, n) => {
      const y = top + row * n + row / 2;
      svg.append(draw("path", { class: "rail", d: `M${left} ${y}H${left + width}` }));
      svg.append(draw("text", { x: 0, y: y + 4, class: n ? "" : "first" }, name.length > letters ? `${name.slice(0, letters - 1)}…` : name));
      picked.forEach((k, slot) => {
        const [x, score, rank] = at[k][n];
        if (x === null) return;
        const mark = MARKS[slot](left + (width * x) / 100, y);
        mark.setAttribute("class", `k${slot}`);
        mark.dataset.said = `${units[k][1]}, ${name}: ${score} (${words.rank} ${rank})`;
        svg.append(mark);
      });
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
    line(words.index, 0, true, "", picked.map((k) => ["", at[k][0][1], at[k][0][2]]));
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
  show();
  comparePanel.hidden = false;
}
