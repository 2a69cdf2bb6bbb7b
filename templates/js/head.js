// Before anything is drawn: fonts are read, so that no line moves when they come, and the colours that the reader chose.
for (const weight of ["400", "600"]) document.fonts.load(`${weight} 1em Inter`);
if (/[?&]alone=/.test(location.search)) document.documentElement.classList.add("alone"); // one figure inside another page
if (/[#&](peers|group)=/.test(location.hash)) document.documentElement.classList.add("waiting"); // for what the address opens
try {
  const colours = localStorage.getItem("theme");
  if (colours === "dark" || colours === "light") document.documentElement.dataset.theme = colours;
} catch { /* a page opened from disk may have no storage */ }
