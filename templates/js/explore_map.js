// The map of a variable: five classes of equal size, the same rule as on the maps of the report.
const drawMap = (() => {
  const world = byId("explore-world");
  if (!world) return () => undefined;
  const shapes = [...world.querySelectorAll("[data-code]")].map((element) => [element, placeOf.get(element.dataset.code)]);
  const stops = roving(world, "[data-k]");
  return (variable, selected) => {
    const values = at(variable), classes = fifths(values);
    for (const [element, k] of shapes) {
      if (k === undefined) continue;
      element.setAttribute("class", `shape t${classes[k]}${element.localName === "circle" ? " dot" : ""}${k === selected ? " on" : ""}`);
      Object.entries({ "data-k": k, role: "button", tabindex: "-1", "aria-label": lineOf(k) }).forEach(([name, value]) => element.setAttribute(name, value));
      element.dataset.description = lineOf(k);
    }
    const marked = shapes.filter(([, k]) => k === selected && k !== undefined).map(([element]) => element);
    for (const element of marked) if (element.localName === "path") element.parentNode.insertBefore(element, world.querySelector("circle"));
    stops.first(marked[0]);
    world.setAttribute("aria-label", filled(messages.alt, byId("explore-title").textContent));
    const lowest = [1, 2, 3, 4, 5].map((fifth) => values.reduce((low, v, k) => (classes[k] === fifth && v < low ? v : low), Infinity));
    const text = (value) => (variable.kind === "score" ? decimal(value, variable.places) : measured(value));
    const filledClasses = [5, 4, 3, 2, 1].filter((fifth) => lowest[fifth - 1] < Infinity);
    const items = filledClasses.map((fifth, n) => [fifth, n < filledClasses.length - 1 ? filled(messages.atLeast, text(lowest[fifth - 1])) : n ? filled(messages.under, text(lowest[filledClasses[n - 1] - 1])) : text(lowest[fifth - 1])]);
    byId("explore-legend").replaceChildren(...[...items, [0, messages.none]].map(([fifth, words]) => {
      const item = make("li");
      item.append(make("span", { class: `chip h${fifth}` }), words);
      return item;
    }));
    byId("explore-note").textContent = filled(messages.quintiles, values.filter((v) => v !== null).length);
  };
})();
