// A shape for each of up to eight colours, for whoever does not tell the colours apart.
const SHAPES = [
  (r) => `M${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`,
  (r) => `M${-0.9 * r} ${-0.9 * r}h${1.8 * r}v${1.8 * r}h${-1.8 * r}z`,
  (r) => `M0 ${-1.17 * r}L${1.17 * r} ${0.9 * r}H${-1.17 * r}z`,
  (r) => `M0 ${-1.23 * r}L${1.23 * r} 0L0 ${1.23 * r}L${-1.23 * r} 0z`,
  (r) => `M0 ${1.17 * r}L${1.17 * r} ${-0.9 * r}H${-1.17 * r}z`,
  (r) => `M${-0.4 * r} ${-1.1 * r}h${0.8 * r}v${0.7 * r}h${0.7 * r}v${0.8 * r}h${-0.7 * r}v${0.7 * r}h${-0.8 * r}v${-0.7 * r}h${-0.7 * r}v${-0.8 * r}h${0.7 * r}z`,
  (r) => `M${-1.2 * r} ${-0.55 * r}h${2.4 * r}v${1.1 * r}h${-2.4 * r}z`,
  (r) => `M${-0.55 * r} ${-1.2 * r}h${1.1 * r}v${2.4 * r}h${-1.1 * r}z`,
];
const shape = (k, x, y, r) => draw("path", { class: `k${k}`, d: SHAPES[k](Math.round(r * 100) / 100), transform: `translate(${Math.round(x * 100) / 100} ${Math.round(y * 100) / 100})` });
const key = (k) => {
  const svg = draw("svg", { class: "key", viewBox: "-8 -8 16 16", width: 16, height: 16, "aria-hidden": "true" });
  svg.append(shape(k, 0, 0, 5.6));
  return svg;
};
