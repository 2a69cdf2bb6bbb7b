// At each chart and table: download it as a picture or as data, cite it, link to it, embed it.
const shareMenu = byId("share");
const PAINTED = ["fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-opacity", "stroke-linecap", "opacity", "font-size", "font-weight", "text-anchor", "display", "visibility", "paint-order"];
const plainText = (node) => node.textContent.trim().replace(/\s+/g, " ");
// A drawing on its own: colours written into it, title above, source below.
const aloneDrawing = (svg, title, source) => {
  const box = svg.viewBox.baseVal, width = box.width || svg.clientWidth, height = box.height || svg.clientHeight;
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
  const size = width / 60, wrapped = (text, letters) => text.split(" ").reduce((lines, word) => { if (lines.length && `${lines[lines.length - 1]} ${word}`.length <= letters) lines[lines.length - 1] += ` ${word}`; else lines.push(word); return lines; }, []);
  const head = wrapped(title, 84), foot = wrapped(source, 108);
  const above = size * 1.5 * (head.length + 0.6), below = size * 1.2 * (foot.length + 1);
  const whole = draw("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${width} ${height + above + below}`, width: Math.round(width * (1200 / width)), height: Math.round((height + above + below) * (1200 / width)), "font-family": "Inter, Helvetica, Arial, sans-serif" });
  const paper = getComputedStyle(root).getPropertyValue("--paper").trim() || "#ffffff", ink = getComputedStyle(root).getPropertyValue("--ink").trim() || "#000000";
  whole.append(draw("rect", { width: "100%", height: "100%", fill: paper }));
  head.forEach((line, k) => whole.append(draw("text", { x: size * 0.5, y: size * 1.5 * (k + 1), "font-size": size * 1.15, "font-weight": 600, fill: ink }, line)));
  foot.forEach((line, k) => whole.append(draw("text", { x: size * 0.5, y: height + above + size * 1.2 * (k + 1), "font-size": size * 0.85, fill: ink, "fill-opacity": 0.75 }, line)));
  for (const name of ["class", "role", "aria-label", "tabindex"]) copy.removeAttribute(name);
  Object.entries({ x: 0, y: above, width, height, viewBox: `${box.x} ${box.y} ${width} ${height}` }).forEach(([name, value]) => copy.setAttribute(name, value));
  whole.append(copy);
  return new XMLSerializer().serializeToString(whole);
};
const asPicture = (text, done) => {
  const image = new Image();
  image.onload = () => {
    const canvas = make("canvas");
    canvas.width = 2 * image.width;
    canvas.height = 2 * image.height;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob(done, "image/png");
  };
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
};
const [dotSign, groupSign] = shareMenu ? [...shareMenu.dataset.signs] : [".", ","];
const machineText = (cell) => { // numbers as programs read them
  const text = plainText(cell);
  if (!/^[−+-]?[\d.,\s  ’']+[=%]?$/.test(text)) return text;
  const number = text.split(groupSign).join("").replace(/[\s  ]/g, "").replace(dotSign, ".").replace("−", "-");
  return Number.isNaN(Number(number)) ? text : Number(number);
};
const tableLines = (table) => [...table.rows].map((row) => [...row.cells].filter((cell) => !cell.matches(".barcell, .pick")).flatMap((cell) => [machineText(cell), ...new Array(cell.colSpan - 1).fill("")]));
const drawingLines = (svg) => {
  if (svg.dataset.node && pageData && pageData.compare) { // a map of the report
    const n = pageData.compare.ids.indexOf(svg.dataset.node);
    if (n >= 0) return [["unit", "name", "score", "rank"], ...pageData.units.map(([file, name], k) => [file, name, pageData.compare.at[k][n][1], pageData.compare.at[k][n][2]].map((value) => machineText({ textContent: String(value) })))];
  }
  // marks say what they are before a colon, their figures behind it
  const told = [...svg.querySelectorAll("[data-description]")].map((mark) => /^(.*?)\s?[:：]\s?(.*)$/.exec(mark.dataset.description) || [null, mark.dataset.description, ""]);
  return told.length ? told.map(([, name, figures]) => [name, machineText({ textContent: figures.replace(/\.$/, "") })]) : null;
};
if (shareMenu) {
  const { source, cite } = shareMenu.dataset;
  const items = [...document.querySelectorAll("main figure, main .scroll table, main [data-name]")].filter((item) => !item.closest(".tool") && !(item.localName === "table" && item.closest("figure")));
  const drawings = [...document.querySelectorAll("main .scroll > svg.dotplot:not(.narrow), main section.net > svg.map")].filter((svg) => !svg.closest("figure"));
  // of a drawing for wide and one for narrow screens, the one that is shown
  const drawingOf = (item) => (item.localName !== "svg" ? item.querySelector("svg:not(.key)") : item.getClientRects().length ? item : item.parentNode.querySelector("svg.narrow") || item);
  const titled = (item) => {
    const caption = item.querySelector("caption, figcaption .legendtitle, figcaption") || item.querySelector("svg[aria-label]"), region = item.closest("[role=region]"), heading = item.closest("section");
    const text = caption ? caption.localName === "svg" ? caption.getAttribute("aria-label") : plainText(caption) : "";
    return text || (item.getAttribute("aria-label") || "") || (region && region.getAttribute("aria-label")) || (heading && heading.querySelector("h2") ? plainText(heading.querySelector("h2")) : document.title);
  };
  const fileOf = (item, title) => (item.dataset.name || title).normalize("NFKD").replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 60).toLowerCase() || "figure";
  const actions = {
    svg: (item, title) => { const svg = drawingOf(item); save(`${fileOf(item, title)}.svg`, aloneDrawing(svg, title, source), "image/svg+xml"); },
    png: (item, title) => { const svg = drawingOf(item); asPicture(aloneDrawing(svg, title, source), (blob) => saveBlob(`${fileOf(item, title)}.png`, blob)); },
    csv: (item, title) => save(`${fileOf(item, title)}.csv`, csv([...linesOf(item), [], [source]]), "text/csv"),
    link: (item, _, button) => copied(linkTo(item), button),
    embed: (item, title, button) => copied(`<iframe src="${new URL(`embed/${item.dataset.name}.html`, shareMenu.dataset.url || location.href).href}" title="${title.replace(/&/g, "&amp;").replace(/"/g, "&quot;")}" width="100%" height="${Math.round(item.getBoundingClientRect().height + 90)}" loading="lazy"></iframe>`, button),
    cite: (item, title, button) => copied(filled(cite, title, linkTo(item)), button),
  };
  const linkTo = (item) => { const anchor = item.dataset.name && (item.id || item.dataset.name); return `${location.href.split("#")[0]}${anchor ? `#${anchor}` : location.hash}`; };
  const linesOf = (item) => {
    if (item.localName === "table") return tableLines(item);
    const table = item.querySelector("table") || (item.id === "explore-figure" ? byId("explore-table") : null);
    if (table && item.id === "explore-figure") tabulate();
    return table ? tableLines(table) : drawingLines(drawingOf(item));
  };
  for (const item of [...items, ...drawings]) {
    const svg = drawingOf(item);
    const menu = shareMenu.content.firstElementChild.cloneNode(true);
    const title = () => titled(item);
    menu.querySelector("summary").setAttribute("aria-label", filled(shareMenu.dataset.label, title()));
    const useless = { svg: !svg, png: !svg, csv: svg && !drawingLines(svg) && item.id !== "explore-figure", embed: !item.dataset.name || item.id === "explore-figure" };
    if (useless.embed) menu.querySelector("summary").textContent = shareMenu.dataset.plain;
    for (const button of menu.querySelectorAll("button")) if (useless[button.dataset.do]) button.remove();
    menu.addEventListener("click", (event) => { const button = event.target.closest("button"); if (button) actions[button.dataset.do](item, title(), button); });
    if (item.localName === "figure") item.append(menu);
    else (item.closest(".scroll") || item).after(menu);
  }
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && event.target.closest && event.target.closest("details.share[open]");
    if (open) { open.open = false; open.querySelector("summary").focus(); }
  });
}
