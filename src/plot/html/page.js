// The page: it draws what it holds, and nothing else is known to it. A value that is shown is one of
// those in the data; between the held ticks there are lines to be seen, and no values.

const SVG = "http://www.w3.org/2000/svg";
const data = JSON.parse(document.getElementById("data").textContent);
// Where the held ticks are; the data has digits instead where a script has no such number.
const at = data.ticks.map(Number);
const curves = data.panels.flatMap((panel, index) => panel.curves.map((curve) => ({ ...curve, panel: index, shown: true })));
const find = (id) => document.getElementById(id);
const plot = find("plot");
const SIZE = 11;
const LEADING = 15;
const GAP = 6;
// From the name of a unit to the curves.
const UNIT_GAP = 16;

// The range in ticks, the place of the cursor among the held ticks, a range that is pointed out.
const whole = { first: data.first, end: data.end };
let view = { ...whole };
let cursor = null;
let pointed = null;
// What was drawn: the frames of the panels, the width, and the group above them.
let frames = [];
let drawnWidth = 0;
let overlay = null;

const pen = document.createElement("canvas").getContext("2d");
function measure(text) {
  return pen.measureText(text).width;
}

function shape(name, attributes, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function tag(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

const round = (number) => Math.round(number * 100) / 100;

// ---- Layout

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
    if (lanes.every((lane) => lane.key !== key)) lanes.push({ curve, names, key });
  }
  const named = lanes.flatMap(({ curve, names }) => names.map(([start, name]) => ({ curve, start, name })));
  const sorted = named.filter(({ start }) => start <= 1).sort((a, b) => a.start - b.start);
  return sorted.map((name, order) => ({ ...name, next: sorted[order + 1]?.start ?? 1, sampled: lanes.length > 1 }));
}

// Names of segments in rows, none over another; from right to left, so that the line from a name
// down to its segment crosses no other name.
function flags(index, width) {
  const free = Array(4).fill(width + 2 * GAP);
  const placed = [];
  for (const { curve, start, name, next, sampled } of segmentNames(index).reverse()) {
    const indent = sampled ? 24 + 2 * GAP : GAP / 2;
    const room = Math.max(260, (next - Math.max(0, start)) * width - indent - 2 * GAP);
    const words = fitted(name, Math.min(room, width - indent));
    const wide = indent + measure(words);
    const x = Math.max(0, start) * width;
    const left = Math.max(0, Math.min(x, width - wide));
    const row = free.findIndex((end) => left + wide + 2 * GAP <= end + 1e-9);
    if (row < 0) continue;
    for (let other = 0; other <= row; other += 1) free[other] = Math.min(free[other], left, x);
    placed.push({ text: words, x, left, start: left + indent, above: row * LEADING + GAP, curve, sampled, starts: start >= 0 });
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

// ---- Drawing

function draw() {
  pen.font = `${SIZE}px ${getComputedStyle(plot).fontFamily}`;
  const { width, height } = layout();
  const svg = shape("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-labelledby": "summary" });
  for (const frame of frames) svg.append(...panel(frame));
  svg.append(timeAxis());
  overlay = shape("g", { class: "overlay" });
  svg.append(overlay);
  plot.replaceChildren(svg);
  fillSparse();
  drawCursor();
}

function text(x, y, words, attributes = {}) {
  return shape("text", { x: round(x), y: round(y), ...attributes }, words);
}

function line(x1, y1, x2, y2, kind) {
  return shape("line", { x1: round(x1), y1: round(y1), x2: round(x2), y2: round(y2), class: kind });
}

function panel(frame) {
  const clip = shape("clipPath", { id: `clip-${frame.index}` });
  clip.append(shape("rect", { x: frame.x - 3, y: frame.y - 5, width: frame.width + 6, height: frame.height + 10 }));
  const parts = [clip, valueLabels(frame), names(frame)];
  if (data.panels.length > 1) parts.push(text(0, frame.title, data.panels[frame.index].name, { class: "name" }));
  const lines = shape("g", { "clip-path": `url(#clip-${frame.index})` });
  const own = curves.filter((curve) => curve.panel === frame.index && curve.shown);
  lines.append(...own.reverse().map((curve) => curveOf(curve, frame)));
  parts.push(lines, findings(frame));
  return parts;
}

function valueLabels(frame) {
  const group = shape("g", { class: "values" });
  for (const label of frame.axis.labels) {
    const y = frame.y + (1 - label.share) * frame.height;
    group.append(line(frame.x, y, frame.x + frame.width, y, "grid"));
    group.append(text(frame.x - GAP, y + 0.35 * SIZE, label.text, { "text-anchor": "end", class: "label" }));
  }
  return group;
}

// The names of segments, and lines where a curve changes its course.
function names(frame) {
  const group = shape("g", { class: "segments" });
  const bottom = frame.y + frame.height;
  const tops = new Map();
  for (const curve of curves.filter((curve) => curve.panel === frame.index && curve.shown)) {
    for (const start of curve.boundaries) {
      if (share(start) > 0 && share(start) < 1) tops.set(round(share(start) * frame.width), frame.y);
    }
  }
  for (const name of frame.names.filter(({ starts }) => starts)) {
    const top = frame.y - name.above - (name.left >= name.x ? SIZE - 2 : -3);
    tops.set(round(name.x), Math.min(top, tops.get(round(name.x)) ?? top));
  }
  for (const [x, top] of tops) group.append(line(frame.x + x, top, frame.x + x, bottom, "boundary"));
  for (const name of frame.names) {
    const [x, y] = [frame.x + name.start, frame.y - name.above];
    if (name.sampled) group.append(sample(name.curve, x - 30, y - 0.35 * SIZE));
    group.append(text(x, y, name.text, { class: "label" }));
  }
  return group;
}

function stroke(curve, path) {
  return shape("path", { d: path, class: "line", "stroke-dasharray": curve.dashes.join(" ") || "none" });
}

function sample(curve, x, y) {
  const group = shape("g", { class: curve.ink }, stroke(curve, `M${round(x)} ${round(y)}h24`));
  if (curve.mark) group.append(shape("path", { d: `M${round(x + 12)} ${round(y)}${curve.mark}`, class: "dot" }));
  return group;
}

// The points of a curve in the range, in pieces where a value is no number. Of many in a pixel the
// first, the least, the greatest and the last are left, so that no spike is lost.
function pieces(curve, frame) {
  const found = [];
  let piece = [];
  let pixel = [];
  const flush = () => {
    if (pixel.length > 4) {
      const by = (better) => pixel.reduce((best, point) => (better(point.y, best.y) ? point : best));
      const kept = new Set([pixel[0], by((a, b) => a < b), by((a, b) => a > b), pixel[pixel.length - 1]]);
      pixel = pixel.filter((point) => kept.has(point));
    }
    piece.push(...pixel);
    pixel = [];
  };
  const [from, to] = around();
  for (let index = from; index <= to && index < curve.values.length; index += 1) {
    const value = curve.values[index];
    if (typeof value !== "number") {
      flush();
      if (piece.length > 0) found.push(piece);
      piece = [];
      continue;
    }
    // Far outside is as good as a little outside.
    const x = frame.x + Math.max(-50, Math.min(51, share(at[index]))) * frame.width;
    if (pixel.length > 0 && Math.floor(pixel[0].x) !== Math.floor(x)) flush();
    pixel.push({ x, y: frame.y + (1 - shareOf(frame.axis, value)) * frame.height });
  }
  flush();
  if (piece.length > 0) found.push(piece);
  return found;
}

function curveOf(curve, frame) {
  const group = shape("g", { class: `curve ${curve.ink}` });
  const few = around()[1] - around()[0] < 48;
  for (const piece of pieces(curve, frame)) {
    const path = piece.map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${round(x)} ${round(y)}`).join("");
    group.append(stroke(curve, piece.length === 1 ? `${path}h0.01` : path));
    let next = -Infinity;
    for (const { x, y } of piece) {
      if (curve.mark && x >= next) {
        group.append(shape("path", { d: `M${round(x)} ${round(y)}${curve.mark}`, class: "dot" }));
        next = x + frame.width / 8;
      } else if (few && !curve.mark) {
        group.append(shape("circle", { cx: round(x), cy: round(y), r: 2.25, class: "dot" }));
      }
    }
  }
  return group;
}

// A ring around each place that a finding speaks of, and its number beside it.
function findings(frame) {
  const group = shape("g", { class: "findings" });
  const taken = [];
  for (const finding of data.findings.filter((finding) => finding.panel === frame.index)) {
    const curve = curves.filter((curve) => curve.panel === frame.index)[finding.curve];
    const place = share(at[finding.held]);
    const value = curve.values[finding.held];
    if (!curve.shown || place < 0 || place > 1 || typeof value !== "number") continue;
    const x = frame.x + place * frame.width;
    const y = frame.y + (1 - shareOf(frame.axis, value)) * frame.height;
    const label = { x: Math.max(frame.x + 7.5, Math.min(frame.x + frame.width - 7.5, x)), y: y + (y - frame.y > 24 ? -16 : 16) };
    const step = x > frame.x + frame.width / 2 ? -17 : 17;
    while (taken.some((other) => Math.abs(other.x - label.x) < 16.5 && Math.abs(other.y - label.y) < 16.5)) label.x += step;
    taken.push(label);
    group.append(shape("circle", { cx: round(x), cy: round(y), r: 4, class: "ring" }));
    group.append(shape("circle", { cx: round(label.x), cy: round(label.y), r: 7.5, class: "number" }));
    group.append(text(label.x, label.y + 3.4, String(finding.number), { "text-anchor": "middle", class: "number" }));
  }
  return group;
}

function timeAxis() {
  const group = shape("g", { class: "time" });
  const last = frames[frames.length - 1];
  data.scales.forEach((scale, row) => {
    const y = last.y + last.height + 8 + SIZE + row * LEADING;
    group.append(text(last.x - UNIT_GAP, y, scale.unit, { "text-anchor": "end", class: "label" }));
    for (const label of timeLabels(view.first, view.end, scale, last.width, measure)) {
      group.append(text(last.x + label.left, y, label.text, { class: "label" }));
      if (row > 0) continue;
      for (const frame of frames) {
        const bottom = frame.y + frame.height;
        group.append(line(frame.x + label.x, bottom, frame.x + label.x, bottom + 4, "axis"));
      }
    }
  });
  for (const { x, y, width, height } of frames) group.append(line(x, y + height, x + width, y + height, "axis"));
  return group;
}

// What moves: the cursor, and the range that is dragged over or pointed out.
function drawCursor() {
  overlay.replaceChildren();
  for (const frame of frames) {
    const band = (first, end, kind) => {
      const [from, to] = [share(first), share(end)].map((place) => Math.max(0, Math.min(1, place)) * frame.width);
      overlay.append(shape("rect", { x: frame.x + from, y: frame.y, width: to - from, height: frame.height, class: kind }));
    };
    if (pointed) band(pointed.first, pointed.end, "pointed");
    if (drag?.range) band(drag.range.first, drag.range.end, "dragged");
    if (cursor === null || share(at[cursor]) < 0 || share(at[cursor]) > 1) continue;
    const x = frame.x + share(at[cursor]) * frame.width;
    overlay.append(line(x, frame.y, x, frame.y + frame.height, "cursor"));
    for (const curve of curves.filter((curve) => curve.panel === frame.index && curve.shown)) {
      const value = curve.values[cursor];
      if (typeof value !== "number") continue;
      const y = frame.y + (1 - shareOf(frame.axis, value)) * frame.height;
      overlay.append(shape("circle", { cx: round(x), cy: round(y), r: 4, class: `cursor ${curve.ink}` }));
    }
  }
}

// ---- What is under the cursor, in words

// The row of the table that a held tick is in.
function rowAt(curve, index) {
  return curve.rows.findLastIndex((row) => row.held <= index);
}

function timeText(index) {
  const larger = data.scales.find((scale) => !scale.whole);
  const own = data.scales.find((scale) => scale.whole);
  const tick = `${own.unit} ${data.ticks[index]}`;
  return larger ? `${tick}, ${larger.unit} ${Number((at[index] / larger.size).toFixed(4))}` : tick;
}

function sourceLine(curve, row) {
  return row?.lines ? find(`line-${curve.subject}-${row.lines[0]}`) : null;
}

// The rows of the readout, made once and filled in at every move.
const readout = curves.map((curve) => {
  const cell = (name) => tag("span", { class: name });
  const parts = { value: cell("value"), segment: cell("segment"), source: cell("source-line") };
  const picture = shape("svg", { width: 24, height: 12, "aria-hidden": "true" }, sample(curve, 0, 6));
  const name = tag("span", { class: "curve-name" }, picture, curve.name);
  const row = tag("div", { class: "row" }, name, parts.value, parts.segment, parts.source);
  return { row, ...parts };
});
const moment = tag("span", { class: "moment" });
const sparse = tag("span", { class: "faint" });

// Where the page holds some ticks of the range only, lines may pass what lies between them.
function fillSparse() {
  const [from, to] = [firstFrom(view.first), firstFrom(view.end + 0.5)];
  const count = Math.floor(Math.min(view.end, at[at.length - 1])) - Math.ceil(view.first) + 1;
  const unit = data.scales.find((scale) => scale.whole).unit;
  sparse.textContent = to - from < count ? `${to - from} of the ${count} ${unit}s of this range are held` : "";
}

function fill() {
  for (const element of document.querySelectorAll(".here")) element.classList.remove("here");
  for (const element of document.querySelectorAll("[aria-current]")) element.removeAttribute("aria-current");
  moment.textContent = cursor === null ? "Point at the curve" : timeText(cursor);
  curves.forEach((curve, index) => {
    const { row, value, segment, source } = readout[index];
    row.hidden = !curve.shown;
    const inside = cursor !== null && cursor < curve.values.length;
    value.textContent = inside ? valueText(curve.values[cursor]) : "–";
    const number = inside ? rowAt(curve, cursor) : -1;
    const piece = curve.rows[number];
    segment.textContent = piece?.shape ?? "";
    const from = sourceLine(curve, piece);
    source.textContent = from ? `${piece.lines[0]}: ${from.textContent.trim()}` : "";
    if (number < 0 || !curve.shown) return;
    const entry = find(`segments-${index}`).tBodies[0].rows[number];
    entry.classList.add("here");
    entry.setAttribute("aria-current", "true");
    for (let line = piece.lines?.[0] ?? 1; line <= (piece.lines?.[1] ?? 0); line += 1) {
      find(`line-${curve.subject}-${line}`)?.classList.add("here");
    }
  });
}

function spoken() {
  const shown = curves.map((curve, index) => ({ curve, ...readout[index] })).filter(({ curve }) => curve.shown);
  const parts = shown.map(({ curve, value, segment, source }) =>
    [`${curve.name} ${value.textContent}`, segment.textContent, source.textContent && `line ${source.textContent}`]
      .filter(Boolean)
      .join(", "));
  return [moment.textContent, ...parts].join("; ");
}

// Only keys speak: whoever points at the curve sees it.
function speak(words) {
  find("live").textContent = words;
}

// ---- Moving about

function setCursor(index, speaking = false) {
  cursor = Math.max(0, Math.min(at.length - 1, index));
  fill();
  if (at[cursor] < view.first || at[cursor] > view.end) {
    const half = (view.end - view.first) / 2;
    setView(at[cursor] - half, at[cursor] + half);
  } else {
    drawCursor();
  }
  if (speaking) speak(spoken());
}

// Shows a range, moved to where there is something, and no narrower than three held ticks.
function setView(first, end) {
  let span = Math.min(whole.end - whole.first, end - first);
  let from = Math.max(whole.first, Math.min(first, whole.end - span));
  const middle = firstFrom(from + span / 2);
  const near = Math.max(0, Math.min(at.length - 3, middle - 1));
  if (firstFrom(from + span + 0.5) - firstFrom(from) < 3 && at.length >= 3) {
    from = at[near];
    span = at[near + 2] - at[near];
  } else if (at.length < 3) {
    [from, span] = [whole.first, whole.end - whole.first];
  }
  const changed = from !== view.first || from + span !== view.end;
  view = span >= whole.end - whole.first ? { ...whole } : { first: from, end: from + span };
  draw();
  return changed;
}

// So many times as much, around a time that stays where it is.
function zoom(factor, centre) {
  return setView(centre - (centre - view.first) * factor, centre + (view.end - centre) * factor);
}

function pan(part) {
  const by = (view.end - view.first) * part;
  return setView(view.first + by, view.end + by);
}

// Zooming by keys and buttons keeps the cursor in sight.
function centre() {
  const seen = cursor !== null && share(at[cursor]) >= 0 && share(at[cursor]) <= 1;
  return seen ? at[cursor] : (view.first + view.end) / 2;
}

function announceView() {
  const [from, to] = [firstFrom(view.first), Math.max(0, firstFrom(view.end + 0.5) - 1)];
  speak(`From ${timeText(from)} to ${timeText(to)}`);
}

// By segments: to the next place where a curve that is shown changes its course.
function nextSegment(forward) {
  const here = cursor ?? 0;
  const starts = curves.filter((curve) => curve.shown).flatMap((curve) => curve.rows.map((row) => row.held));
  const others = starts.filter((start) => (forward ? start > here && start < at.length : start < here));
  if (others.length === 0) return forward ? at.length - 1 : 0;
  return forward ? Math.min(...others) : Math.max(...others);
}

// ---- Events

let drag = null;

function timeAt(event) {
  const frame = frames[0];
  const x = event.clientX - plot.firstChild.getBoundingClientRect().left - frame.x;
  return view.first + Math.max(0, Math.min(1, x / frame.width)) * (view.end - view.first);
}

function nearest(time) {
  const after = firstFrom(time);
  if (after === 0) return 0;
  return after < at.length && at[after] - time <= time - at[after - 1] ? after : after - 1;
}

plot.addEventListener("pointerdown", (event) => {
  if (event.button !== 0) return;
  plot.setPointerCapture(event.pointerId);
  drag = { x: event.clientX, time: timeAt(event), shift: event.shiftKey, view: { ...view }, range: null };
});

plot.addEventListener("pointermove", (event) => {
  if (drag?.shift) {
    const by = ((drag.x - event.clientX) / frames[0].width) * (view.end - view.first);
    setView(drag.view.first + by, drag.view.end + by);
    return;
  }
  const time = timeAt(event);
  if (drag && Math.abs(event.clientX - drag.x) > 4) {
    drag.range = { first: Math.min(drag.time, time), end: Math.max(drag.time, time) };
  }
  setCursor(nearest(time));
});

plot.addEventListener("pointerup", () => {
  const range = drag?.range;
  drag = null;
  if (range) setView(range.first, range.end);
});

plot.addEventListener("pointercancel", () => {
  drag = null;
  drawCursor();
});

plot.addEventListener("dblclick", () => setView(whole.first, whole.end));

// Where there is nothing more to zoom, the page scrolls.
plot.addEventListener("wheel", (event) => {
  const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY);
  const factor = Math.exp(Math.max(-1, Math.min(1, event.deltaY / 300)));
  const changed = sideways ? pan(Math.sign(event.deltaX) * 0.05) : zoom(factor, timeAt(event));
  if (changed) event.preventDefault();
}, { passive: false });

const KEYS = {
  ArrowLeft: (event) => setCursor(event.shiftKey ? nearest(centre() - (view.end - view.first) / 20) : (cursor ?? 1) - 1, true),
  ArrowRight: (event) => setCursor(event.shiftKey ? nearest(centre() + (view.end - view.first) / 20) : (cursor ?? -1) + 1, true),
  PageUp: () => setCursor(nextSegment(false), true),
  PageDown: () => setCursor(nextSegment(true), true),
  Home: () => setCursor(0, true),
  End: () => setCursor(at.length - 1, true),
  "+": () => { zoom(0.5, centre()); announceView(); },
  "=": () => { zoom(0.5, centre()); announceView(); },
  "-": () => { zoom(2, centre()); announceView(); },
  0: () => { setView(whole.first, whole.end); announceView(); },
};

plot.addEventListener("keydown", (event) => {
  const action = KEYS[event.key];
  if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  action(event);
});

const button = (id, action) => find(id).addEventListener("click", () => { action(); announceView(); });
button("earlier", () => pan(-0.5));
button("later", () => pan(0.5));
button("closer", () => zoom(0.5, centre()));
button("farther", () => zoom(2, centre()));
button("whole", () => setView(whole.first, whole.end));

// Findings and starts of segments lead to their places on the curve.
for (const link of document.querySelectorAll("a[data-held]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    plot.focus();
    setCursor(Number(link.dataset.held), true);
  });
}

// A row that is pointed at shows its segment.
curves.forEach((curve, index) => {
  const rows = [...find(`segments-${index}`).tBodies[0].rows];
  rows.forEach((row, number) => {
    const point = (on) => {
      pointed = on ? { first: curve.rows[number].start, end: curve.rows[number + 1]?.start ?? whole.end } : null;
      drawCursor();
    };
    row.addEventListener("pointerenter", () => point(true));
    row.addEventListener("pointerleave", () => point(false));
    row.addEventListener("focusin", () => point(true));
    row.addEventListener("focusout", () => point(false));
  });
});

function legend() {
  data.panels.forEach((panel, index) => {
    const name = data.panels.length > 1 && panel.curves.length > 1 ? [tag("span", { class: "name" }, panel.name)] : [];
    const entries = curves.filter((curve) => curve.panel === index).map((curve) => {
      const picture = shape("svg", { width: 24, height: 12, "aria-hidden": "true" }, sample(curve, 0, 6));
      const entry = tag("button", { type: "button", "aria-pressed": "true", title: "Show or hide" }, picture, curve.name);
      entry.addEventListener("click", () => {
        curve.shown = !curve.shown;
        entry.setAttribute("aria-pressed", String(curve.shown));
        fill();
        draw();
      });
      return entry;
    });
    find("legend").append(...name, ...entries);
  });
}

legend();
find("readout").append(tag("div", { class: "heading" }, moment, sparse), ...readout.map(({ row }) => row));
for (const id of ["controls", "plot", "readout", "keys"]) find(id).hidden = false;
find("drawing").hidden = true;
fill();
draw();
// What is drawn changes the height, which must not lead to the next drawing; a scroll bar that it
// brings changes the width, which must.
new ResizeObserver(() => {
  if (plot.clientWidth !== drawnWidth) requestAnimationFrame(draw);
}).observe(plot);
