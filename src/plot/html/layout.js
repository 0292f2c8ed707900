// Layout: which ticks and names are in the range, and where the panels are.

// The first held tick at or after a time.
function firstFrom(time) {
  let [low, high] = [0, at.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at[middle] < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

// The held ticks in the range, and one on either side for the lines that lead out of it.
function around() {
  return [Math.max(0, firstFrom(view.first) - 1), Math.min(at.length - 1, firstFrom(view.end))];
}

function share(time) {
  return view.end === view.first ? 0.5 : (time - view.first) / (view.end - view.first);
}

// The least and the greatest value in the range.
function valueRange(panel, index) {
  const shown = curves.filter((curve) => curve.panel === index && curve.shown);
  const everything = view.first === whole.first && view.end === whole.end;
  if (shown.length === 0 || (everything && shown.length === panel.curves.length)) return panel.range;
  let [low, high] = [Infinity, -Infinity];
  const add = (value) => {
    if (typeof value !== "number" || (panel.log && value <= 0)) return;
    low = Math.min(low, value);
    high = Math.max(high, value);
  };
  const [from, to] = [firstFrom(view.first), firstFrom(view.end + 0.5) - 1];
  for (const curve of shown) {
    for (let index = from; index <= to; index += 1) add(curve.values[index]);
    // A line that crosses the range from one held tick to another.
    if (to - from < 2) [from - 1, to + 1].forEach((index) => add(curve.values[index]));
  }
  if (low > high) return [0, 1];
  return panel.log ? [Math.max(low, high * 1e-12), high] : [low, high];
}

// A text that is cut where it would be wider.
function fitted(words, width) {
  const letters = [...words];
  if (measure(words) <= width) return words;
  let most = letters.length - 1;
  while (most > 1 && measure(`${letters.slice(0, most).join("").trimEnd()}…`) > width) most -= 1;
  return `${letters.slice(0, most).join("").trimEnd()}…`;
}

// The names of the segments in the range, in order; once for all curves that are divided alike.
function segmentNames(index) {
  const lanes = [];
  for (const curve of curves.filter((curve) => curve.panel === index && curve.shown)) {
    const before = curve.names.findLastIndex(([start]) => start <= view.first);
    const names = curve.names.slice(Math.max(0, before)).map(([start, name]) => [share(start), name]);
    const key = JSON.stringify(names);
    const lane = lanes.find((lane) => lane.key === key);
    const own = lane?.sampled.findIndex((other) => other.entry === curve.entry) ?? -1;
    // Of a family, its strongest line has the name.
    if (own >= 0) lane.sampled[own] = curve;
    else if (lane) lane.sampled.push(curve);
    else lanes.push({ sampled: [curve], names, key });
  }
  // Of very many curves that share a segment, the first ones stand for all.
  const samples = (lane) => (lanes.length > 1 ? lane.sampled.slice(0, 4) : []);
  const named = lanes.flatMap((lane) => lane.names.map(([start, name]) => ({ sampled: samples(lane), start, name })));
  const sorted = named.filter(({ start }) => start <= 1).sort((a, b) => a.start - b.start);
  return sorted.map((name, order) => ({ ...name, next: sorted[order + 1]?.start ?? 1 }));
}

// Names of segments in rows, none over another; from right to left, so that the line from a name
// down to its segment crosses no other name.
function flags(index, width) {
  const free = Array(4).fill(width + 2 * GAP);
  const placed = [];
  for (const { start, name, next, sampled } of segmentNames(index).reverse()) {
    const indent = sampled.length > 0 ? sampled.length * (24 + GAP) + GAP : GAP / 2;
    const room = Math.max(260, (next - Math.max(0, start)) * width - indent - 2 * GAP);
    const words = fitted(name, Math.min(room, width - indent));
    const wide = indent + measure(words);
    const x = Math.max(0, start) * width;
    const left = Math.max(0, Math.min(x, width - wide));
    const row = free.findIndex((end) => left + wide + 2 * GAP <= end + 1e-9);
    if (row < 0) continue;
    for (let other = 0; other <= row; other += 1) free[other] = Math.min(free[other], left, x);
    placed.push({ text: words, x, left, start: left + indent, above: row * LEADING + GAP, sampled, starts: start >= 0 });
  }
  return placed;
}

function layout() {
  drawnWidth = plot.clientWidth;
  const width = Math.max(240, drawnWidth);
  const height = data.panels.length > 1 ? 170 : 280;
  const most = Math.floor(height / 36) + 1;
  const axes = data.panels.map((panel, index) => valueAxis(...valueRange(panel, index), panel.log, most));
  const labels = axes.flatMap((axis) => axis.labels.map((label) => label.text));
  const beside = [...labels.map((label) => measure(label) + GAP), ...data.scales.map(({ unit }) => measure(unit) + UNIT_GAP)];
  const x = Math.ceil(Math.max(...beside)) + 2;
  let y = 6;
  frames = axes.map((axis, index) => {
    const names = flags(index, width - x - 20);
    const rows = Math.max(0, ...names.map((name) => name.above));
    const title = data.panels.length > 1 ? LEADING : 0;
    y += title + (rows > 0 ? rows + SIZE + 2 : 4);
    const frame = { index, x, y, width: width - x - 20, height, axis, names, title: y - rows - (rows > 0 ? SIZE + 6 : 8) };
    y += height + 18;
    return frame;
  });
  return { width, height: y - 10 + data.scales.length * LEADING + 6 };
}

