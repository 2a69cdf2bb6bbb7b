// Light or dark, as the reader last chose.
const root = document.documentElement;
const decoded = (text) => { try { return decodeURIComponent(text); } catch { return ""; } };
const searchedText = () => { const match = /^#q=(.*)$/.exec(location.hash); return match ? decoded(match[1]) : ""; }; // what is searched stands in the address
const remembered = (value) => {
  try {
    if (value) localStorage.setItem("theme", value);
    return localStorage.getItem("theme");
  } catch {
    return null; // a page opened from disk may have no storage
  }
};
const dark = () => (root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);
const themeButton = document.getElementById("theme");
const labelTheme = () => {
  themeButton.textContent = dark() ? themeButton.dataset.light : themeButton.dataset.dark;
  themeButton.setAttribute("aria-label", dark() ? themeButton.dataset.toLight : themeButton.dataset.toDark);
};
const before = remembered();
if (before === "dark" || before === "light") root.dataset.theme = before;
themeButton.hidden = false;
themeButton.addEventListener("click", () => { root.dataset.theme = dark() ? "light" : "dark"; remembered(root.dataset.theme); labelTheme(); });
labelTheme();

// Small helpers of all parts.
const byId = (id) => document.getElementById(id);
const filled = (text, ...parts) => text.replace(/%(\d)/g, (_, k) => String(parts[k - 1]));
const make = (name, attributes = {}, text = "") => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
};
const draw = (name, attributes = {}, text = "") => {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text) made.textContent = text;
  return made;
};
const pageData = byId("page-data") ? JSON.parse(byId("page-data").textContent) : null;
