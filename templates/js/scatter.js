// The scatter plot of two variables; the axes hold for all years, so that years can be compared.
const drawScatter = (() => {
  const place = byId("explore-plot");
  const ticksOf = (low, high, log) => {
    if (log) {
      const steps = [];
      for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1) for (const m of high / low < 300 ? [1, 2, 5] : [1]) steps.push(m * 10 ** power);
      const inside = steps.filter((t) => t >= low * 0.999 && t <= high * 1.001);
      return inside.length > 7 ? inside.filter((_, k) => k % Math.ceil(inside.length / 7) === 0) : inside;
    }
    const raw = (high - low) / 5, power = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 2.5, 5, 10].map((m) => m * power).find((s) => s >= raw);
    const ticks = [];
    for (let t = Math.ceil(low / step) * step; t <= high + step * 1e-9; t += step) ticks.push(Math.abs(t) < step * 1e-9 ? 0 : t);
    return ticks;
  };
  const tickText = (t, step) => (Math.abs(t) >= 1e6 ? new Intl.NumberFormat(root.lang, { notation: "compact", maximumSignificantDigits: 3 }).format(t) : decimal(t, placesOf(step)));
  const placesOf = (step) => [0, 1, 2, 3, 4, 5].find((n) => Math.abs(step * 10 ** n - Math.round(step * 10 ** n)) < 1e-6) ?? 6;
  const scaleOf = (variable, log, from, to) => {
    const known = variable.values.flat().filter((v) => v !== null && (!log || v > 0));
    if (!known.length) return null;
    let low = Math.min(...known), high = Math.max(...known);
    if (low === high) { low -= Math.abs(low) * 0.1 || 1; high += Math.abs(high) * 0.1 || 1; }
    const turn = log ? Math.log10 : (v) => v;
    const spare = (turn(high) - turn(low)) * 0.04;
    const start = turn(low) - spare, end = turn(high) + spare;
    const scale = (v) => from + ((turn(v) - start) / (end - start)) * (to - from);
    const ticks = ticksOf(log ? 10 ** start : start, log ? 10 ** end : end, log);
    const step = (t) => (log || ticks.length < 2 ? t : ticks[1] - ticks[0]);
    return { scale, ticks: ticks.map((t) => [t, tickText(t, step(t))]) };
  };
  roving(place, "[data-k]");
  return (x, y, size, selected) => {
    const narrow = place.clientWidth < 620;
    const [width, height, left, bottom] = narrow ? [360, 400, 44, 44] : [860, 520, 60, 48];
    const right = width - 12, top = 22;
    const across = scaleOf(x, state.log.includes("x"), left, right), up = scaleOf(y, state.log.includes("y"), height - bottom, top);
    const title = filled(said.alt, byId("explore-title").textContent);
    if (!across || !up) { place.replaceChildren(make("p", {}, said.noPoints)); byId("explore-legend").replaceChildren(); byId("explore-note").textContent = ""; return; }
    const svg = draw("svg", { class: "plot", role: "group", viewBox: `0 0 ${width} ${height}`, "aria-label": title });
    for (const [t, text] of across.ticks) svg.append(draw("path", { class: "grid", d: `M${across.scale(t).toFixed(1)} ${top}V${height - bottom}` }), draw("text", { class: "tick", x: across.scale(t).toFixed(1), y: height - bottom + 16, "text-anchor": "middle" }, text));
    for (const [t, text] of up.ticks) svg.append(draw("path", { class: "grid", d: `M${left} ${up.scale(t).toFixed(1)}H${right}` }), draw("text", { class: "tick", x: left - 6, y: (up.scale(t) + 4).toFixed(1), "text-anchor": "end" }, text));
    const fit = (text, room) => { const letters = Math.floor(room / 6.4); return text.length > letters ? `${text.slice(0, letters - 1)}…` : text; };
    svg.append(draw("text", { class: "axis", x: right, y: height - 8, "text-anchor": "end" }, fit(withUnit(x), right - left)), draw("text", { class: "axis", x: 0, y: 12 }, fit(withUnit(y), width)));
    const xs = at(x), ys = at(y), areas = size ? at(size) : [], most = size ? Math.max(...size.values.flat().map((v) => v ?? 0)) : 0;
    const labels = state.by === "" ? [] : groups[state.by][2];
    const radius = (k) => (size ? (areas[k] === null ? 0 : Math.max(2.5, (narrow ? 14 : 22) * Math.sqrt(Math.max(areas[k], 0) / most))) : narrow ? 4 : 5);
    const slot = (k) => (state.by === "" || labels[k] < 0 || labels[k] === undefined ? 0 : labels[k] % 8);
    const there = places.map((_, k) => k).filter((k) => {
      const log = { x: state.log.includes("x"), y: state.log.includes("y") };
      return xs[k] !== null && ys[k] !== null && (!log.x || xs[k] > 0) && (!log.y || ys[k] > 0) && radius(k) > 0;
    });
    there.sort((a, b) => radius(b) - radius(a)); // small marks over large ones
    let marked = null;
    for (const k of there) {
      const drawn = shape(slot(k), across.scale(xs[k]), up.scale(ys[k]), radius(k));
      Object.entries({ "data-k": k, role: "button", tabindex: "-1", "aria-label": lineOf(k) }).forEach(([name, value]) => drawn.setAttribute(name, value));
      drawn.dataset.description = lineOf(k);
      svg.append(drawn);
      if (k === selected) marked = drawn;
    }
    if (marked) {
      marked.classList.add("on");
      svg.append(marked);
      const [mx, my] = [across.scale(xs[selected]), up.scale(ys[selected])], end = mx > width * 0.7;
      svg.append(draw("text", { class: "label", x: mx + (end ? -1 : 1) * (radius(selected) + 5), y: my + 4, "text-anchor": end ? "end" : "start" }, places[selected][1]));
    }
    place.replaceChildren(svg);
    const first = marked || svg.querySelector("[data-k]");
    if (first) first.setAttribute("tabindex", "0");
    byId("explore-legend").replaceChildren(...(state.by === "" ? [] : groups[state.by][1].map((label, n) => { const item = make("li"); item.append(key(n % 8), ` ${label}`); return item; })));
    const note = [filled(said.points, there.length, places.length)];
    if (size) note.push(filled(said.area, withUnit(size), measured(most)));
    byId("explore-note").textContent = note.join(said.space);
  };
})();
