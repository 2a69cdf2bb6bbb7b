// Numbers as the report prints them.
const [POINT, GROUP] = pageData && pageData.signs ? pageData.signs : [".", ","];
const decimal = (value, places) => {
  if (value === null) return "–";
  const [whole, part] = Math.abs(value).toFixed(places).split(".");
  const text = whole.replace(/\B(?=(\d{3})+$)/g, GROUP) + (part ? POINT + part : "");
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text;
};
// A value with about three significant digits; a large one with a word for its size.
const measured = (value) => {
  if (value === null) return "–";
  const size = Math.abs(value);
  if (size >= 1e6) return new Intl.NumberFormat(root.lang, { notation: "compact", compactDisplay: "long", maximumSignificantDigits: 3 }).format(value);
  if (size >= 100 || Number.isInteger(value)) return decimal(value, 0);
  return decimal(value, Math.min(2 - Math.floor(Math.log10(size)), 9));
};
// Fifth of each value, 5 the highest; a tie has that of its last place, unless it is for the first one.
const fifths = (values) => {
  const known = values.filter((v) => v !== null), n = known.length;
  const above = new Map(), tied = new Map();
  for (const v of known) tied.set(v, (tied.get(v) || 0) + 1);
  let place = 1;
  for (const v of [...tied.keys()].sort((a, b) => b - a)) { above.set(v, place); place += tied.get(v); }
  return values.map((v) => (v === null ? 0 : above.get(v) === 1 ? 5 : 5 - Math.floor(((above.get(v) + tied.get(v) - 2) * 5) / n)));
};
