// What the reader chose stays in the address: "#ranking&w=energy:40&compare=CHN,RUS".
const chosen = new Map();
let place = "";
const listeners = [];
const readAddress = () => {
  const parts = location.hash.slice(1).split("&").filter(Boolean);
  const found = parts.filter((p) => p.includes("="));
  place = parts.find((p) => !p.includes("=")) || "";
  return found.map((p) => [p.slice(0, p.indexOf("=")), p.slice(p.indexOf("=") + 1)]);
};
const writeAddress = () => {
  const parts = [...(place ? [place] : []), ...[...chosen].filter(([, v]) => v).map(([k, v]) => `${k}=${v}`)];
  history.replaceState(null, "", `#${parts.join("&")}`);
};
const choose = (key, value) => {
  if ((chosen.get(key) || "") === value) return;
  chosen.set(key, value);
  writeAddress();
};
const onAddress = (key, listener) => listeners.push([key, listener]);
const takeAddress = () => {
  const found = readAddress();
  if (found.length || !location.hash) {
    chosen.clear();
    for (const [key, value] of found) chosen.set(key, value);
    for (const [key, listener] of listeners) listener(chosen.get(key) || "");
  }
  const target = byId(decoded(place)) || (found.length && byId({ w: "weights", compare: "compare", links: "map" }[found[0][0]] || ""));
  if (found.length && target) target.scrollIntoView();
  else if (chosen.size) writeAddress(); // a link inside the page was followed: what was chosen stays
};
addEventListener("hashchange", takeAddress);
