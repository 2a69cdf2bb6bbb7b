// At each chart and table: download it as a picture or as data, cite it, link to it, embed it.
const shareMenu = byId("share");
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
  const described = [...svg.querySelectorAll("[data-description]")].map((mark) => /^(.*?)\s?[:：]\s?(.*)$/.exec(mark.dataset.description) || [null, mark.dataset.description, ""]);
  return described.length ? described.map(([, name, figures]) => [name, machineText({ textContent: figures.replace(/\.$/, "") })]) : null;
};
// Figures whose numbers stand in a table of their own.
const NUMBERS = { scores: "peer-numbers", since: "moves" };
if (shareMenu) {
  const { source, cite, url, first } = shareMenu.dataset;
  const profile = document.querySelector("article.profile"), explorer = byId("explore");
  const items = [...document.querySelectorAll("main [data-name]")].filter((item) => !item.closest(".tool"));
  // of a drawing for wide and one for narrow screens, the one that is shown
  const drawingOf = (item) => (item.localName !== "svg" ? item.querySelector("svg:not(.key)") : item.getClientRects().length ? item : item.parentNode.querySelector("svg.narrow") || item);
  const tablesOf = (item) => (item.localName === "table" ? [item] : [...item.querySelectorAll("table")]);
  const kindOf = (item) => {
    const caption = [".figtitle", "caption", ".legendtitle", "figcaption"].map((part) => item.querySelector(part)).find(Boolean), region = item.closest("[role=region]"), heading = item.closest("section");
    if (item.localName === "div") return [...item.querySelectorAll("caption")].map(plainText).join(" · ");
    return (caption && plainText(caption)) || (region && region.getAttribute("aria-label")) || (heading && heading.querySelector("h2") ? plainText(heading.querySelector("h2")) : document.title);
  };
  const titled = (item) => {
    const chooser = item.localName === "svg" && item.closest(".peersof, section.net"), choice = chooser && chooser.querySelector(":checked");
    const kind = `${kindOf(item)}${choice ? ` (${choiceOf(choice)})` : ""}`;
    return profile ? filled(shareMenu.dataset.of, plainText(profile.querySelector("h1")), kind) : kind;
  };
  const choiceOf = (radio) => (radio.value === "own" ? [...byId("peers-picked").children].map((item) => item.firstChild.data.trim()).join(", ") : plainText(radio.parentNode));
  const fileOf = (item) => [...(profile ? [profile.dataset.unit] : []), item.dataset.name].join("-").replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").toLowerCase();
  // the page where readers have it, else where it is open
  const pageAddress = () => {
    const file = location.pathname.split("/").pop() || "index.html";
    return url ? new URL(profile ? `countries/${file}` : file, url.replace(/\/?$/, "/")).href : location.href.split(/[?#]/)[0];
  };
  const linkTo = (item) => { const address = addressOf(item.id || item.dataset.name); return `${pageAddress()}${address}`; };
  // a chart of the index has a small page of its own, other pages show one figure alone
  const embedAddress = (item) => (profile || explorer ? `${pageAddress()}?alone=${item.dataset.name}${addressOf("")}`.replace(/#$/, "") : new URL(`embed/${item.dataset.name}.html`, pageAddress()).href);
  const svgOf = (item, title, fonts) => {
    if (!drawingOf(item)) {
      return withAllRows(item, () => {
        const count = rowsInPicture(item), all = bodyRows(item).length;
        return framedDrawings([drawnTable(item, count)], title, count < all ? `${source} ${filled(first, count, all)}` : source, fonts);
      });
    }
    const shown = (part) => part.getClientRects().length && part.textContent.trim();
    const legends = [...item.querySelectorAll(".legendtitle, .legend")].filter(shown), notes = [...(item.closest("section.net") || item).querySelectorAll("figcaption p:not(.legendtitle), p.hint")].filter(shown);
    return framedDrawings([copiedFigure(drawingOf(item)), ...legends.map(drawnTable)], title, [source, ...notes.map(plainText)].join(" "), fonts);
  };
  const actions = {
    svg: (item, title) => save(`${fileOf(item)}.svg`, svgOf(item, title, false), "image/svg+xml"),
    png: (item, title) => asPicture(svgOf(item, title, true), (blob) => saveBlob(`${fileOf(item)}.png`, blob)),
    csv: (item) => save(`${fileOf(item)}.csv`, csv([...linesOf(item), [], [source]]), "text/csv"),
    link: (item, _, button) => copied(linkTo(item), button),
    embed: (item, title, button) => copied(`<iframe src="${embedAddress(item).replace(/&/g, "&amp;")}" title="${title.replace(/&/g, "&amp;").replace(/"/g, "&quot;")}" width="100%" height="${Math.round((item.closest(".peersof") || item).getBoundingClientRect().height + 130)}" loading="lazy"></iframe>`, button),
    cite: (item, title, button) => copied(filled(cite, title, linkTo(item)), button),
  };
  const linesOf = (item) => {
    if (item.id === "explore-figure") tabulate();
    const tables = item.id === "explore-figure" ? [byId("explore-table")] : NUMBERS[item.dataset.name] && byId(NUMBERS[item.dataset.name]) ? [byId(NUMBERS[item.dataset.name])] : tablesOf(item);
    if (!tables.length) return drawingLines(drawingOf(item));
    return tables.flatMap((table, k) => [...(k ? [[]] : []), ...(tables.length > 1 ? [[plainText(table.caption)]] : []), ...tableLines(table)]);
  };
  for (const item of items) {
    const svg = drawingOf(item);
    const menu = shareMenu.content.firstElementChild.cloneNode(true);
    menu.querySelector("summary").setAttribute("aria-label", filled(shareMenu.dataset.label, titled(item)));
    const useless = { svg: !svg, csv: svg && !tablesOf(item).length && !NUMBERS[item.dataset.name] && item.id !== "explore-figure" && !drawingLines(svg) };
    for (const button of menu.querySelectorAll("button")) if (useless[button.dataset.do]) button.remove();
    menu.addEventListener("click", (event) => { const button = event.target.closest("button"); if (button) actions[button.dataset.do](item, titled(item), button); });
    if (item.localName === "figure") item.append(menu);
    else (item.closest(".scroll") || item).after(menu);
  }
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && event.target.closest && event.target.closest("details.share[open]");
    if (open) { open.open = false; open.querySelector("summary").focus(); }
  });
}
