// Explore: any score, indicator or size as a map, a scatter plot or a ranking; what is chosen stands in the address.
const explorePanel = byId("explore");
const { years, units: places, groups, variables, flags, words: messages } = pageData;
const variableOf = new Map(variables.map((v) => [v.id, v]));
const placeOf = new Map(places.map(([code], k) => [code, k]));
const inputs = [...explorePanel.querySelectorAll("[data-key]")];
const views = [...explorePanel.querySelectorAll("[name=view]")];
const defaults = { view: views[0].value, x: variables[0].id, y: (variables[1] || variables[0]).id, size: "", by: "", log: "", year: String(years.length - 1), unit: "" };
const state = { ...defaults };

const at = (variable) => variable.values[Number(state.year)] || [];
const shownValue = (variable, k) => {
  const value = at(variable)[k];
  if (value === null || value === undefined) return flagOf(variable, k) === "N" ? messages.off : "–";
  return variable.kind === "score" ? decimal(value, variable.places) : measured(value);
};
const flagOf = (variable, k) => (variable.flags.length ? variable.flags[Number(state.year)][k].trim() : "");
const withUnit = (variable) => (variable.unit ? filled(messages.unit, variable.name, variable.unit) : variable.name);
// places in the order of the variable, the best first; those without a value have none
const rankOf = (variable) => {
  const values = at(variable), better = variable.direction < 0 ? -1 : 1;
  const known = values.map((v, k) => k).filter((k) => values[k] !== null).sort((a, b) => better * (values[b] - values[a]) || a - b);
  const ranks = new Array(values.length).fill(null);
  known.forEach((k, n) => { ranks[k] = n && values[known[n - 1]] === values[k] ? ranks[known[n - 1]] : n + 1; });
  return { ranks, order: known, count: known.length };
};
const sentence = (variable, k, ranking) => {
  const value = at(variable)[k];
  const shown = shownValue(variable, k);
  if (value === null && shown !== messages.off) return filled(messages.flagged, variable.name, messages.none);
  const valueText = variable.unit && value !== null ? `${shown} ${variable.unit}` : shown;
  const flag = flags.find(([letter]) => letter === flagOf(variable, k));
  const text = ranking.ranks[k] ? filled(messages.ranked, variable.name, valueText, ranking.ranks[k], ranking.count) : filled(messages.unranked, variable.name, valueText);
  return flag && value !== null ? filled(messages.flagged, text, flag[1]) : text;
};
const mark = { shown: [] }; // variables of the figure with their rankings
const lineOf = (k) => filled(messages.line, places[k][1], mark.shown.map(([variable, ranking]) => sentence(variable, k, ranking)).join(messages.semicolon));
const answer = (k) => {
  const panel = byId("explore-said");
  if (k === undefined) { panel.replaceChildren(messages.hint); return; }
  const [, , file] = places[k];
  panel.replaceChildren(lineOf(k), ...(file ? [" ", make("a", { href: `countries/${file}.html` }, messages.profile)] : []));
};
const select = (k) => { put("unit", k === undefined ? "" : places[k][0]); };
const tabulate = () => {
  const table = byId("explore-table"), ranking = mark.shown[0][1];
  const [x] = mark.shown[0];
  const rest = places.map((_, k) => k).filter((k) => ranking.ranks[k] === null);
  const head = make("tr");
  head.append(make("th", { scope: "col", class: "rank" }, messages.rank), make("th", { scope: "col", class: "name" }, messages.one));
  for (const [variable] of mark.shown) {
    head.append(make("th", { scope: "col", class: "num" }, withUnit(variable)));
    if (variable === x) { const cell = make("th", { scope: "col", class: "barcell" }); cell.append(make("span", { class: "hidden" }, messages.bar)); head.append(cell); }
  }
  if (state.by !== "") head.append(make("th", { scope: "col" }, groups[state.by][0]));
  table.tHead.replaceChildren(head);
  const values = at(x), most = Math.max(...values.map((v) => v ?? 0)), bars = Math.min(...values.map((v) => v ?? 0)) >= 0 && most > 0;
  table.tBodies[0].replaceChildren(...[...ranking.order, ...rest].map((k) => {
    const row = make("tr", places[k][0] === state.unit ? { class: "here" } : {});
    const name = make("th", { scope: "row", class: "name" });
    name.append(places[k][2] ? make("a", { href: `countries/${places[k][2]}.html` }, places[k][1]) : places[k][1]);
    row.append(make("td", { class: "rank" }, ranking.ranks[k] ?? "–"), name);
    for (const [variable] of mark.shown) {
      const flag = flagOf(variable, k);
      row.append(make("td", { class: "num" }, `${shownValue(variable, k)}${flag && flag !== "N" && flag !== "M" ? ` ${flag}` : ""}`));
      if (variable === x) {
        const cell = make("td", { class: "barcell" });
        if (bars && values[k] !== null) { const bar = make("span", { class: "bar" }); bar.append(make("span", { class: `fill w${Math.round((100 * values[k]) / most)}` })); cell.append(bar); }
        row.append(cell);
      }
    }
    if (state.by !== "") row.append(make("td", {}, groups[state.by][1][groups[state.by][2][k]] ?? "–"));
    return row;
  }));
};
const render = () => {
  const plotted = state.view === "scatter", x = variableOf.get(state.x), y = variableOf.get(state.y), size = variableOf.get(state.size);
  mark.shown = (plotted ? [x, y, ...(size && size !== x && size !== y ? [size] : [])] : [x]).map((v) => [v, rankOf(v)]);
  for (const part of explorePanel.querySelectorAll("[data-only]")) part.hidden = part.dataset.only !== state.view;
  explorePanel.querySelector("[data-x]").textContent = plotted ? messages.across : messages.variable;
  for (const view of views) view.checked = view.value === state.view;
  for (const input of inputs) input.value = state[input.dataset.key];
  if (byId("explore-year")) byId("explore-year").textContent = String(years[Number(state.year)]);
  const when = years.length > 1 ? years[Number(state.year)] : "";
  const what = plotted ? filled(messages.against, withUnit(y), withUnit(x)) : withUnit(x);
  byId("explore-title").textContent = when ? filled(messages.when, what, when) : what;
  byId("explore-figure").hidden = state.view === "ranking";
  if (byId("explore-map")) byId("explore-map").hidden = state.view !== "map";
  byId("explore-plot").hidden = !plotted;
  const chosenUnit = placeOf.get(state.unit);
  const box = byId("explore-unit");
  if (document.activeElement !== box || chosenUnit !== undefined) box.value = chosenUnit === undefined ? "" : places[chosenUnit][1];
  const focusedMark = document.activeElement && document.activeElement.closest("#explore-plot [data-k], #explore-map [data-k]");
  const focused = focusedMark ? focusedMark.dataset.k : null;
  if (state.view === "map") drawMap(x, chosenUnit);
  if (plotted) drawScatter(x, y, size, chosenUnit);
  if (focused !== null) { const again = explorePanel.querySelector(`figure [data-k="${focused}"]`); if (again) again.focus(); }
  if (state.view === "ranking") byId("explore-data").open = true;
  if (byId("explore-data").open) tabulate();
  answer(chosenUnit);
};
const valid = {
  view: (v) => views.some((view) => view.value === v), x: (v) => variableOf.has(v), y: (v) => variableOf.has(v), size: (v) => v === "" || variableOf.has(v),
  by: (v) => v === "" || (/^\d+$/.test(v) && Number(v) < groups.length), log: (v) => ["", "x", "y", "xy"].includes(v), year: (v) => /^\d+$/.test(v) && Number(v) < years.length, unit: (v) => v === "" || placeOf.has(v),
};
const inAddress = (name) => (name === "year" ? String(years[Number(state.year)]) : state[name]);
const put = (name, value) => {
  if (!valid[name](value)) return;
  state[name] = value;
  choose(name, value === defaults[name] ? "" : encodeURIComponent(inAddress(name)));
  render();
};
