// Figures and tables as drawings on their own: colours written into them, title above, source below.
const PAINTED = ["fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-opacity", "stroke-linecap", "opacity", "font-size", "font-weight", "text-anchor", "display", "visibility", "paint-order"];
const plainText = (node) => node.textContent.trim().replace(/\s+/g, " ");
const colourOf = (name, without) => getComputedStyle(root).getPropertyValue(name).trim() || without;
// A copy of a figure that needs neither the page's style nor its outlines.
const copiedFigure = (svg) => {
  const copy = svg.cloneNode(true), from = svg.querySelectorAll("*");
  copy.querySelectorAll("*").forEach((node, k) => {
    const style = getComputedStyle(from[k]);
    for (const name of PAINTED) { const value = style.getPropertyValue(name); if (value) node.setAttribute(name, value); }
    for (const name of ["class", "tabindex", "data-description", "data-k", "role", "aria-label"]) node.removeAttribute(name);
  });
  copy.querySelectorAll("use").forEach((use) => { // outlines stand in the first map of the page
    const outline = byId(use.getAttribute("href").slice(1)), path = draw("path", { d: outline ? outline.getAttribute("d") : "" });
    for (const { name, value } of [...use.attributes]) if (name !== "href") path.setAttribute(name, value);
    use.replaceWith(path);
  });
  copy.querySelectorAll("defs > path").forEach((path) => path.remove());
  for (const name of [...copy.getAttributeNames()]) if (!["viewBox", "xmlns"].includes(name)) copy.removeAttribute(name);
  return copy;
};
// A text node of a table, line by line as the browser broke it.
const linesOfText = (text) => {
  const range = document.createRange(), lines = [];
  const start = text.data.search(/\S/), end = text.data.trimEnd().length; // spaces at the ends are not drawn
  range.setStart(text, start);
  range.setEnd(text, end);
  const boxes = [...range.getClientRects()].filter((box) => box.width > 0.1);
  if (!boxes.length) return [];
  if (boxes.length === 1) return [[text.data.slice(start, end), boxes[0]]];
  for (let k = start; k < end; k += 1) {
    range.setStart(text, k);
    range.setEnd(text, k + 1);
    const box = [...range.getClientRects()].pop(), last = lines[lines.length - 1];
    if (!box || !box.width) continue;
    if (last && Math.abs(last[1].top - box.top) < box.height / 2) { last[0] += text.data[k]; last[1] = { left: last[1].left, top: last[1].top, bottom: last[1].bottom, right: box.right }; }
    else lines.push([text.data[k], box]);
  }
  return lines;
};
// A line that the page cuts off at the end of its cell.
const cutAt = ([text, box], end) => {
  if (box.right <= end + 1) return [text, box];
  const letters = Math.floor((text.length * (end - box.left)) / (box.right - box.left)) - 1;
  return [`${text.slice(0, letters).trimEnd()}…`, { left: box.left, top: box.top, bottom: box.bottom, right: end }];
};
// A long ranking shows its first rows; what is made of a table has all that search and filters leave, and no signs to sort by.
const withAllRows = (table, make) => {
  const short = table.classList.contains("short");
  table.classList.remove("short");
  table.classList.add("drawn-apart");
  try { return make(); } finally { table.classList.toggle("short", short); table.classList.remove("drawn-apart"); }
};
const bodyRows = (table) => [...table.querySelectorAll("tbody tr")];
// How many rows of a table a picture can hold: a canvas is limited, and text must remain legible.
const rowsInPicture = (table) => {
  const { top, width } = table.getBoundingClientRect(), tallest = Math.min(MOST_SIDE / LEAST_SCALE, MOST_PIXELS / (width * LEAST_SCALE ** 2)) - 400; // title and source
  return bodyRows(table).filter((row) => row.getBoundingClientRect().bottom - top <= tallest).length;
};
// A table or legend as it stands on the page, with its first rows: grounds, rules, bars and texts.
const drawnTable = (table, count = Infinity) => {
  const { caption } = table, frame = table.getBoundingClientRect(), buttons = table.querySelector(".pick");
  const above = caption && caption.clientHeight > 2 ? caption.getBoundingClientRect().bottom - frame.top : 0;
  const svg = draw("svg", {}), at = (n) => Math.round(n * 10) / 10;
  const left = frame.left, top = frame.top + above, anchors = { right: "end", end: "end", center: "middle" };
  const rule = (x, y, width, height, fill) => svg.append(draw("rect", { x: at(x - left), y: at(y - top), width: at(width), height: at(height), fill }));
  const cut = new Set(bodyRows(table).slice(count)), drawn = bodyRows(table)[count - 1];
  const bottom = cut.size && drawn ? drawn.getBoundingClientRect().bottom : frame.bottom;
  const inside = (node) => node !== caption && !cut.has(node) && !node.matches(".hidden, .pick, button, input");
  const walk = (node) => {
    const box = node.getBoundingClientRect(), style = getComputedStyle(node);
    if (node.localName === "svg") {
      const sign = copiedFigure(node);
      Object.entries({ x: at(box.left - left), y: at(box.top - top), width: at(box.width), height: at(box.height) }).forEach(([name, value]) => sign.setAttribute(name, value));
      svg.append(sign);
      return;
    }
    if (style.display !== "contents" && (!box.width || !box.height)) return;
    if (!/, 0\)$|transparent/.test(style.backgroundColor)) rule(box.left, box.top, box.width, box.height, style.backgroundColor);
    const under = parseFloat(style.borderBottomWidth), over = parseFloat(style.borderTopWidth);
    if (under) rule(box.left, box.bottom - under, box.width, under, style.borderBottomColor);
    if (over) rule(box.left, box.top, box.width, over, style.borderTopColor);
    for (const child of node.childNodes) {
      if (child.nodeType === Node.ELEMENT_NODE) { if (inside(child)) walk(child); continue; }
      if (child.nodeType !== Node.TEXT_NODE || !child.data.trim()) continue;
      const size = parseFloat(style.fontSize), anchor = anchors[style.textAlign] || "start";
      const end = style.textOverflow === "ellipsis" ? box.right - parseFloat(style.paddingRight) : Infinity;
      for (const [text, line] of linesOfText(child).map((whole) => cutAt(whole, end))) {
        const x = anchor === "end" ? line.right : anchor === "middle" ? (line.left + line.right) / 2 : line.left;
        const y = (line.top + line.bottom) / 2 + size * 0.36;
        svg.append(draw("text", { x: at(x - left), y: at(y - top), "font-size": size, "font-weight": style.fontWeight, "text-anchor": anchor, fill: style.color, textLength: at(line.right - line.left), lengthAdjust: "spacingAndGlyphs", ...(style.fontVariantNumeric === "tabular-nums" ? { class: "tabular" } : {}) }, text.trim()));
      }
    }
  };
  walk(table);
  svg.setAttribute("viewBox", `0 0 ${at(frame.width - (buttons ? buttons.getBoundingClientRect().width : 0))} ${at(bottom - top)}`);
  return svg;
};
const PICTURE_WIDTH = 1200;
const MOST_PIXELS = 16e6, MOST_SIDE = 16384; // of a canvas; some browsers draw no more
const LEAST_SCALE = 0.8; // pixels of a picture for one of the page
// Drawings one below the other, as wide as the first one, with title and source; as text. A picture made of it has no fonts
// but those that are written into it.
const pageFonts = () => [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]).filter((rule) => rule instanceof CSSFontFaceRule).map((rule) => rule.cssText).join("");
const framedDrawings = (drawings, title, source, fonts) => {
  const box = drawings[0].viewBox.baseVal, size = Math.max(box.width / 60, Math.min(12, box.width / 30)), width = box.width + size;
  const wrapped = (text, letters) => text.split(" ").reduce((lines, word) => { if (lines.length && `${lines[lines.length - 1]} ${word}`.length <= letters) lines[lines.length - 1] += ` ${word}`; else lines.push(word); return lines; }, []);
  const head = wrapped(title, Math.floor((width / size) * 1.4)), foot = wrapped(source, Math.floor((width / size) * 1.8));
  const above = size * 1.5 * (head.length + 0.6), below = size * 1.2 * (foot.length + 1);
  const heights = drawings.map((drawing) => (box.width / drawing.viewBox.baseVal.width) * drawing.viewBox.baseVal.height), height = heights.reduce((sum, part) => sum + part);
  const whole = draw("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${width} ${height + above + below}`, width: PICTURE_WIDTH, height: Math.round((height + above + below) * (PICTURE_WIDTH / width)), "font-family": "Inter, Helvetica, Arial, sans-serif" });
  const ink = colourOf("--ink", "#000000");
  if (fonts) whole.append(draw("style", {}, `${pageFonts()}.tabular{font-variant-numeric:tabular-nums}`));
  whole.append(draw("rect", { width: "100%", height: "100%", fill: colourOf("--paper", "#ffffff") }));
  head.forEach((line, k) => whole.append(draw("text", { x: size * 0.5, y: size * 1.5 * (k + 1), "font-size": size * 1.15, "font-weight": 600, fill: ink }, line)));
  foot.forEach((line, k) => whole.append(draw("text", { x: size * 0.5, y: height + above + size * 1.2 * (k + 1), "font-size": size * 0.85, fill: ink, "fill-opacity": 0.75 }, line)));
  drawings.reduce((y, drawing, k) => {
    Object.entries({ x: size / 2, y, width: box.width, height: heights[k] }).forEach(([name, value]) => drawing.setAttribute(name, value));
    whole.append(drawing);
    return y + heights[k];
  }, above);
  return new XMLSerializer().serializeToString(whole);
};
const asPicture = (text, done) => {
  const image = new Image();
  image.onload = () => {
    const canvas = make("canvas"), scale = Math.min(2, MOST_SIDE / image.height, Math.sqrt(MOST_PIXELS / (image.width * image.height)));
    canvas.width = Math.round(scale * image.width);
    canvas.height = Math.round(scale * image.height);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob(done, "image/png");
  };
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
};
