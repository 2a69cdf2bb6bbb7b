// The controls of the page on which readers explore, and its address.
if (explorePanel) {
  for (const input of inputs) input.addEventListener("input", () => put(input.dataset.key, input.value));
  for (const view of views) view.addEventListener("change", () => put("view", view.value));
  byId("explore-data").addEventListener("toggle", () => { if (byId("explore-data").open) tabulate(); });
  const named = (text) => { const k = places.findIndex(([code, name]) => folded(name) === folded(text) || folded(code) === folded(text)); return k < 0 ? undefined : k; };
  byId("explore-unit").addEventListener("input", (event) => { const k = named(event.target.value); if (k !== undefined || !event.target.value) select(k); });
  byId("explore-unit").addEventListener("change", (event) => {
    const text = event.target.value;
    if (text.trim() && named(text) === undefined) { select(undefined); event.target.value = text; byId("explore-said").textContent = filled(messages.unknown, text.trim()); }
  });
  byId("explore-figure").addEventListener("click", (event) => { const found = event.target.closest("[data-k]"); if (found) select(Number(found.dataset.k)); });
  byId("explore-figure").addEventListener("keydown", (event) => {
    const found = event.target.closest("[data-k]");
    if (found && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); select(Number(found.dataset.k)); }
  });
  onAddress("view", () => {
    for (const name of Object.keys(defaults)) {
      const value = name === "year" && chosen.get("year") ? String(years.indexOf(Number(chosenText("year")))) : chosenText(name);
      state[name] = chosen.get(name) && valid[name](value) ? value : defaults[name];
    }
    render();
  });
  explorePanel.hidden = false;
  let narrow = explorePanel.clientWidth < 620;
  addEventListener("resize", () => { if (explorePanel.clientWidth < 620 !== narrow) { narrow = !narrow; render(); } });
  takeAddress();
}
