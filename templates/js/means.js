// The means of the engine (connectindex/stages/means.py), for the children x of one unit with weights w.
// A child that is missing is NaN and passed over; a value that cannot be combined leaves the unit without a score.
const shares = (x, w) => {
  let total = 0;
  for (let k = 0; k < x.length; k++) if (!Number.isNaN(x[k])) total += w[k];
  return x.map((value, k) => (Number.isNaN(value) ? 0 : w[k] / total));
};
const ordered = (x, sign) => x.map((_, k) => k).filter((k) => !Number.isNaN(x[k])).sort((a, b) => sign * (x[a] - x[b]) || a - b);
const penalised = (x, w, sign, sample) => {
  if (x.some((value) => value <= 0)) return NaN;
  const v = shares(x, w);
  let mean = 0, variance = 0, n = 0;
  x.forEach((value, k) => { if (!Number.isNaN(value)) { mean += v[k] * value; n += 1; } });
  x.forEach((value, k) => { if (!Number.isNaN(value)) variance += v[k] * (value - mean) ** 2; });
  if (sample) variance = n > 1 ? (variance * n) / (n - 1) : 0;
  return mean + (sign * variance) / mean;
};
const MEANS = {
  power: (x, w, { order }) => {
    let total = 0, sum = 0;
    for (let k = 0; k < x.length; k++) {
      if (Number.isNaN(x[k])) continue;
      if (order <= 0 ? x[k] <= 0 : !Number.isInteger(order) && x[k] < 0) return NaN;
      total += w[k];
      sum += (order === 1 ? x[k] : order === 0 ? Math.log(x[k]) : x[k] ** order) * w[k];
    }
    const mean = sum / total;
    return order === 1 ? mean : order === 0 ? Math.exp(mean) : mean ** (1 / order);
  },
  median: (x, w) => {
    const v = shares(x, w);
    let reached = 0, lower = null, upper = null;
    for (const k of ordered(x, 1)) {
      reached += v[k];
      if (lower === null && reached >= 0.5 - 1e-12) lower = k;
      if (upper === null && reached > 0.5 + 1e-12) upper = k;
    }
    return lower === null || upper === null ? NaN : 0.5 * x[lower] + 0.5 * x[upper];
  },
  owa: (x, w, { exponent }) => {
    const v = shares(x, w);
    let reached = 0, before = 0, sum = 0;
    for (const k of ordered(x, -1)) {
      reached += v[k];
      const now = Math.min(Math.max(reached, 0), 1) ** exponent;
      sum += (now - before) * x[k];
      before = now;
    }
    return sum;
  },
  mpi: (x, w, { sign }) => penalised(x, w, sign, true),
  ampi: (x, w, { sign }) => penalised(x, w, sign, false),
};

// Scores of all units on a node, from the columns up; a node needs its share of the children that apply.
const aggregated = (branch, columns, off, weightOf) => {
  const units = columns.size;
  const walk = (node) => {
    if (!node.children) {
      const scores = columns.scores[node.id].map((value) => (value === null ? NaN : value));
      const applies = new Array(units).fill(true);
      for (const k of off[node.id] || []) applies[k] = false;
      return { scores, applies };
    }
    const below = node.children.map(walk);
    const raw = node.children.map(weightOf);
    const total = raw.reduce((a, b) => a + b, 0);
    const w = raw.map((value) => value / total);
    const scores = new Array(units), applies = new Array(units);
    for (let u = 0; u < units; u++) {
      const x = below.map((child) => child.scores[u]);
      const may = below.filter((child) => child.applies[u]).length;
      const have = x.filter((value) => !Number.isNaN(value)).length;
      applies[u] = may > 0;
      scores[u] = have > 0 && have >= node.coverage * may - 1e-12 ? MEANS[node.kind](x, w, node) : NaN;
    }
    return { scores, applies };
  };
  return walk(branch).scores;
};
// The rule of the engine (connectindex/model/ranking.py): 1 is the best; a new rank begins where the next score in order
// is lower by 1e-9 of the width of the scale or more; none without a score.
const ranksOf = (scores) => {
  const order = scores.map((_, k) => k).filter((k) => !Number.isNaN(scores[k])).sort((a, b) => scores[b] - scores[a]);
  const width = order.length ? scores[order[0]] - scores[order[order.length - 1]] : 0;
  const near = 1e-9 * Math.max(width, 1);
  const ranks = new Array(scores.length).fill(null);
  order.forEach((k, n) => { ranks[k] = n && scores[order[n - 1]] - scores[k] < near ? ranks[order[n - 1]] : n + 1; });
  return ranks;
};
