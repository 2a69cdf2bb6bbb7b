// Files and texts that a reader takes along.
const csvCell = (value) => {
  const text = String(value ?? "");
  const safe = typeof value === "string" && /^\s*[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text; // no formula for a spreadsheet
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
};
const csv = (lines) => `\ufeff${lines.map((line) => line.map(csvCell).join(",")).join("\r\n")}\r\n`;
const saveBlob = (name, blob) => {
  const url = URL.createObjectURL(blob), link = make("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
};
const save = (name, text, type) => saveBlob(name, new Blob([text], { type: `${type};charset=utf-8` }));
// a text into the clipboard; a page from disk may have none, then the text is shown to be copied
const copied = async (text, button) => {
  const before = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = make("textarea", { class: "hidden", readonly: "" }, text);
    button.after(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    button.focus();
    if (!done) { prompt("", text); return; }
  }
  button.textContent = button.dataset.done;
  setTimeout(() => { button.textContent = before; }, 1500);
};
