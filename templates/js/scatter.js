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
  // In units of the drawing, which has to be on the page by then.
  const lengthOf = (text) => text.getComputedTextLength();
  const shorten = (text, room) => {
    const whole = text.textContent;
    for (let letters = whole.length - 1; letters > 0 && lengthOf(text) > room; letters -= 1) text.textContent = `${whole.slice(0, letters).trimEnd()}…`;
  };
  const within = (n, low, high) => Math.max(low, Math.min(n, high));
  // The name of the mark that is chosen: beside it where there is room, else above or below it.
  const nameMark = (label, mx, my, beyond, width) => {
    shorten(label, width);
    const length = lengthOf(label), [left, right] = [mx - beyond - length, mx + beyond];
    const beside = right + length <= width ? right : left >= 0 ? left : null;
    const over = my - beyond > 34 ? my - beyond : my + beyond + 10;
    label.setAttribute("x", (beside ?? within(mx - length / 2, 0, width - length)).toFixed(1));
    label.setAttribute("y", (beside === null ? over : my + 4).toFixed(1));
  };
  roving(place, "[data-k]");
  return (x, y, size, selected) => {
    const narrow = place.clientWidth < 620;
    const [width, height, least, bottom] = narrow ? [360, 400, 44, 44] : [860, 520, 60, 48];
    const right = width - 12, top = 22;
    const title = filled(messages.alt, byId("explore-title").textContent);
    const up = scaleOf(y, state.log.includes("y"), height - bottom, top);
    const svg = draw("svg", { class: "plot", role: "group", viewBox: `0 0 ${width} ${height}`, "aria-label": title });
    place.replaceChildren(svg);
    const upLabels = up ? up.ticks.map(([t, text]) => draw("text", { class: "tick", y: (up.scale(t) + 4).toFixed(1), "text-anchor": "end" }, text)) : [];
    svg.append(...upLabels);
    const left = Math.ceil(Math.max(least, ...upLabels.map((label) => lengthOf(label) + 8)));
    const across = scaleOf(x, state.log.includes("x"), left, right);
    if (!across || !up) { place.replaceChildren(make("p", {}, messages.noPoints)); byId("explore-legend").replaceChildren(); byId("explore-note").textContent = ""; return; }
    for (const label of upLabels) label.setAttribute("x", left - 6);
    let end = 0; // of the last label below the horizontal axis
    for (const [t, text] of across.ticks) {
      const label = draw("text", { class: "tick", y: height - bottom + 16, "text-anchor": "middle" }, text);
      svg.append(draw("path", { class: "grid", d: `M${across.scale(t).toFixed(1)} ${top}V${height - bottom}` }), label);
      const half = lengthOf(label) / 2, middle = within(across.scale(t), half, width - half);
      label.setAttribute("x", middle.toFixed(1));
      if (middle - half < end) label.remove();
      else end = middle + half + 6;
    }
    for (const [t] of up.ticks) svg.append(draw("path", { class: "grid", d: `M${left} ${up.scale(t).toFixed(1)}H${right}` }));
    const axes = [draw("text", { class: "axis", x: right, y: height - 8, "text-anchor": "end" }, withUnit(x)), draw("text", { class: "axis", x: 0, y: 12 }, withUnit(y))];
    svg.append(...axes);
    shorten(axes[0], right);
    shorten(axes[1], width);
    const xs = at(x), ys = at(y), areas = size ? at(size) : [], most = size ? Math.max(...size.values.flat().map((v) => v ?? 0)) : 0;
    const labels = state.by === "" ? [] : groups[state.by][2];
    const radius = (k) => (size ? (areas[k] === null ? 0 : Math.max(2.5, (narrow ? 14 : 22) * Math.sqrt(Math.max(areas[k], 0) / most))) : narrow ? 4 : 5);
    const slot = (k) => (state.by === "" || labels[k] < 0 || labels[k] === undefined ? 0 : labels[k] % 8);
    const drawable = places.map((_, k) => k).filter((k) => {
      const log = { x: state.log.includes("x"), y: state.log.includes("y") };
      return xs[k] !== null && ys[k] !== null && (!log.x || xs[k] > 0) && (!log.y || ys[k] > 0) && radius(k) > 0;
    });
    drawable.sort((a, b) => radius(b) - radius(a)); // small marks over large ones
    let marked = null;
    for (const k of drawable) {
      const drawn = shape(slot(k), across.scale(xs[k]), up.scale(ys[k]), radius(k));
      Object.entries({ "data-k": k, role: "button", tabindex: "-1", "aria-label": lineOf(k) }).forEach(([name, value]) => drawn.setAttribute(name, value));
      drawn.dataset.description = lineOf(k);
      svg.append(drawn);
      if (k === selected) marked = drawn;
    }
    if (marked) {
      marked.classList.add("on");
      svg.append(marked);
      const label = draw("text", { class: "label" }, places[selected][1]);
      svg.append(label);
      nameMark(label, across.scale(xs[selected]), up.scale(ys[selected]), radius(selected) + 5, width);
    }
    const first = marked || svg.querySelector("[data-k]");
    if (first) first.setAttribute("tabindex", "0");
    byId("explore-legend").replaceChildren(...(state.by === "" ? [] : groups[state.by][1].map((label, n) => { const item = make("li"); item.append(key(n % 8), ` ${label}`); return item; })));
    const note = [filled(messages.points, drawable.length, places.length)];
    if (size) note.push(filled(messages.area, withUnit(size), measured(most)));
    byId("explore-note").textContent = note.join(messages.space);
  };
})();
