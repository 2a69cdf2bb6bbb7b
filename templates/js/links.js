// The links of one unit drawn over the map, with the partners as a list below it.
const linksPanel = byId("links-tool");
if (linksPanel && pageData && pageData.links.modes.length) {
  const { places, modes, ties, at, globe } = pageData.links;
  const box = byId("links-unit"), select = byId("links-mode"), list = byId("links-list");
  const map = document.querySelector("svg.map");
  const layer = draw("g", { class: "net", "aria-hidden": "true", "clip-path": "url(#globe)" });
  map.append(layer);
  for (const [id, name] of modes) select.append(make("option", { value: id }, name));
  // the width of the globe at a height of the map; 0 where the map is not of the whole globe
  const across = (y) => {
    const k = globe.findIndex(([height]) => height >= y);
    if (k <= 0) return globe.length ? globe[k < 0 ? globe.length - 1 : 0][1] : 0;
    const [[y0, w0], [y1, w1]] = [globe[k - 1], globe[k]];
    return w0 + ((w1 - w0) * (y - y0)) / (y1 - y0 || 1);
  };
  const curve = (x, y, px, py) => `M${x.toFixed(1)} ${y.toFixed(1)}Q${((x + px) / 2).toFixed(1)} ${((y + py) / 2 - Math.abs(px - x) * 0.16).toFixed(1)} ${px.toFixed(1)} ${py.toFixed(1)}`;
  // the short way round: over the edge of the map as two curves, of which its outline shows one part each (reports/compose/arcs.py)
  const arc = (x, y, px, py) => {
    const way = px > x ? 1 : -1, far = px - way * across(py);
    return across(py) && Math.abs(far - x) < Math.abs(px - x) ? curve(x, y, far, py) + curve(x + way * across(y), y, px, py) : curve(x, y, px, py);
  };
  let unit;
  const show = () => {
    layer.replaceChildren();
    map.classList.toggle("quiet", unit !== undefined);
    byId("links-shown").hidden = byId("links-clear").hidden = unit === undefined;
    byId("links-said").textContent = "";
    if (unit === undefined) return;
    const flat = ties[select.value][unit] || [];
    const partners = [];
    for (let k = 0; k < flat.length; k += 2) partners.push([places[flat[k]], flat[k + 1]]);
    const highest = Math.max(...partners.map(([, n]) => n));
    const [x, y] = at[unit];
    const name = select.selectedOptions[0].textContent;
    byId("links-said").textContent = partners.length ? filled(words.links, units[unit][1], name, partners.length) : filled(words.noLinks, units[unit][1], name);
    const missing = [];
    const dots = [];
    list.replaceChildren(...partners.map(([[partner, file, px, py], n]) => {
      const item = make("li", { "data-k": partner });
      item.append(file ? make("a", { href: `countries/${file}.html` }, partner) : partner, " ", make("span", {}, decimal(n, Number.isInteger(n) ? 0 : 1)));
      if (px === undefined || x === undefined) missing.push(partner);
      else {
        const tie = draw("path", { class: "tie", "data-k": partner, "stroke-width": (0.6 + 3.4 * Math.sqrt(n / highest)).toFixed(1), d: arc(x, y, px, py) });
        const end = draw("circle", { class: "end", "data-k": partner, cx: px, cy: py, r: 2.6 });
        tie.dataset.description = end.dataset.description = `${partner}: ${decimal(n, Number.isInteger(n) ? 0 : 1)}`;
        layer.prepend(tie);
        dots.push(end);
      }
      return item;
    }));
    layer.append(...dots);
    if (x !== undefined) layer.append(draw("circle", { class: "self", cx: x, cy: y, r: 4.5 }));
    byId("links-off").textContent = missing.length ? filled(words.offMap, missing.join(words.comma)) : "";
  };
  const take = (k) => {
    unit = k;
    box.value = k === undefined ? "" : units[k][1];
    show();
    choose("links", k === undefined ? "" : `${encodeURIComponent(units[k][0])},${encodeURIComponent(select.value)}`);
  };
  nameBox(box, take, (text) => {
    take(undefined);
    box.value = text;
    byId("links-said").textContent = text ? filled(words.unknown, text) : "";
  });
  select.addEventListener("change", () => { if (unit !== undefined) take(unit); });
  byId("links-clear").addEventListener("click", () => { take(undefined); box.focus(); });
  onAddress("links", (text) => {
    const [file, mode] = text.split(",").map(decoded);
    if (modes.some(([id]) => id === mode)) select.value = mode;
    unit = unitOf.get(file);
    box.value = unit === undefined ? "" : units[unit][1];
    show();
  });
  const pointTie = (event) => {
    const mark = event.target.closest("#links-list [data-k]");
    for (const tie of layer.querySelectorAll("[data-k]")) tie.classList.toggle("pointed", mark !== null && tie.dataset.k === mark.dataset.k);
  };
  list.addEventListener("pointerover", pointTie);
  list.addEventListener("focusin", pointTie);
  linksPanel.hidden = false;
}
