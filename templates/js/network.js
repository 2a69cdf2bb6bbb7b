// On a profile: a partner in the list and its line on the map point to each other.
for (const net of document.querySelectorAll("section.net")) {
  const listItems = new Map([...net.querySelectorAll("div[data-net] li")].map((item) => [`${item.closest("[data-net]").dataset.net} ${item.dataset.k}`, item]));
  for (const mark of net.querySelectorAll("svg [data-k]")) {
    const item = listItems.get(`${mark.closest("[data-net]").dataset.net} ${mark.dataset.k}`);
    if (item) mark.dataset.description = item.textContent.trim().replace(/\s+/g, " ");
  }
  let last = "";
  const point = (event) => {
    const mark = event.target.closest("[data-k]");
    const now = mark ? mark.dataset.k : "";
    if (now === last) return;
    last = now;
    for (const other of net.querySelectorAll("[data-k]")) other.classList.toggle("pointed", now !== "" && other.dataset.k === now);
  };
  net.addEventListener("pointerover", point);
  net.addEventListener("focusin", point);
}
