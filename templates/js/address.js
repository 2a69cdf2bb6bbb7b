// What the reader chose and is reading stays in the address: "#r-CHN&w=energy:40&compare=CHN,RUS"; how far the page is
// scrolled to the pixel, in the entry of the history.
const chosen = new Map();
let place = "";
const listeners = [];
const TOOLS = { w: "weights", compare: "compare", links: "map", pair: "pair", peers: "scores", group: "scores" }; // the part of the page that a choice is about
const readAddress = () => {
  const parts = location.hash.slice(1).split("&").filter(Boolean);
  const found = parts.filter((p) => p.includes("="));
  place = parts.find((p) => !p.includes("=")) || "";
  return found.map((p) => [p.slice(0, p.indexOf("=")), p.slice(p.indexOf("=") + 1)]);
};
const addressOf = (anchor) => `#${[...(anchor ? [anchor] : []), ...[...chosen].filter(([, v]) => v).map(([k, v]) => `${k}=${v}`)].join("&")}`;
const replaceAddress = (state, address) => { try { history.replaceState(state, "", address); } catch { /* too many in a short time: the next one is written */ } };
const writeAddress = () => replaceAddress(history.state, addressOf(place));
const chosenText = (key) => decoded(chosen.get(key) || "");
const choose = (key, value) => {
  if ((chosen.get(key) || "") === value) return;
  chosen.set(key, value);
  writeAddress();
};
const onAddress = (key, listener) => listeners.push([key, listener]);
const onShow = []; // called with the element that an address leads to, before it is scrolled to
const takeAddress = () => {
  const found = readAddress();
  if (found.length || !location.hash) {
    chosen.clear();
    for (const [key, value] of found) chosen.set(key, value);
    for (const [key, listener] of listeners) listener(chosen.get(key) || "");
  }
  const target = byId(decoded(place)) || ((found.length || place.startsWith("r-")) && byId((found.length && TOOLS[found[0][0]]) || "controls"));
  if (target) for (const shown of onShow) shown(target);
  const { y } = history.state || {};
  if (y !== undefined) scrollTo(0, y); // back to where the reader was
  else if (target && (found.length || place)) target.scrollIntoView();
  if (!found.length && chosen.size) writeAddress(); // a link inside the page was followed: what was chosen stays
};
history.scrollRestoration = "manual";
addEventListener("hashchange", takeAddress);
addEventListener("load", () => { const { y } = history.state || {}; if (y !== undefined) scrollTo(0, y); });
// the part of the page that is being read, in the ranking the row
const partsOfPage = [...document.querySelectorAll("#side a[href^='#']")].map((link) => byId(decoded(link.hash.slice(1)))).filter(Boolean);
const topOf = (part) => (part.getClientRects().length ? part.getBoundingClientRect().top : Infinity);
const placeInView = () => {
  const anchored = place && byId(decoded(place));
  if (!partsOfPage.length || (anchored && topOf(anchored) > 0 && topOf(anchored) < 200)) return place;
  const part = partsOfPage.filter((p) => topOf(p) < 160).pop();
  const rows = part ? [...part.querySelectorAll("#ranking-table tbody tr[id]")] : [];
  if (!rows.length) return part ? part.id : "";
  // where the browser puts a row that an address leads to
  const line = parseFloat(getComputedStyle(rows[0]).scrollMarginTop) + (parseFloat(getComputedStyle(root).scrollPaddingTop) || 0);
  const row = rows.find((r) => topOf(r) > line - 20 && topOf(r) < Infinity);
  return row && topOf(row) < line + 60 ? row.id : part.id;
};
let scrolled = 0;
const keepScroll = () => { clearTimeout(scrolled); place = placeInView(); replaceAddress({ y: scrollY }, addressOf(place)); };
addEventListener("scroll", () => { clearTimeout(scrolled); scrolled = setTimeout(keepScroll, 150); }, { passive: true });
// leaving for the page of a unit: the way back leads to its row, with all that was chosen
document.addEventListener("click", (event) => { if (event.target.closest && event.target.closest("a[href$='.html']")) keepScroll(); });
if (byId("ranking-table")) addEventListener("pagehide", () => { try { sessionStorage.setItem("chosen", addressOf("").slice(1)); } catch { /* as for the colours */ } });
