// "?alone=NAME" in the address: one figure or table of this page and nothing else, to be shown inside another page.
const requestedName = new URLSearchParams(location.search).get("alone");
const single = requestedName && [...document.querySelectorAll("main [data-name]")].find((item) => item.dataset.name === requestedName);
if (single) {
  for (let fold = single.closest("details"); fold; fold = fold.parentNode.closest("details")) fold.open = true;
  const main = byId("main"), heading = main.querySelector("h1");
  const whole = (single.localName === "svg" && single.closest(".peersof, section.net")) || single.closest("figure, .scroll") || single; // with what chooses its marks
  for (let part = whole; part !== main; part = part.parentNode) {
    for (const other of part.parentNode.children) if (other !== part && other !== heading && !other.contains(heading)) other.setAttribute("hidden", "");
  }
  const caption = single.querySelector("caption"), region = single.closest("[role=region]");
  const link = make("a", { href: `${location.pathname}${location.hash || `#${single.id || requestedName}`}` }, plainText(heading));
  heading.replaceChildren(link, ...(region && !(caption && caption.clientHeight > 2) ? [filled(shareMenu.dataset.of, "", region.getAttribute("aria-label"))] : []));
  for (const other of document.querySelectorAll("main a")) { other.target = "_blank"; other.rel = "noopener"; }
} else root.classList.remove("alone");
