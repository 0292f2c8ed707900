// Drawing: panels, curves, axes, the marks of findings, and the cursor above them.

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
  parts.push(lines, events(frame), findings(frame));
  return parts;
}

function valueLabels(frame) {
  const group = shape("g", { class: "values" });
  for (const share of frame.axis.minors) {
    const y = frame.y + (1 - share) * frame.height;
    group.append(line(frame.x, y, frame.x + frame.width, y, "minor"));
  }
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
    name.sampled.forEach((curve, index) => {
      group.append(sample([curve], x - 30 * (name.sampled.length - index), y - 0.35 * SIZE));
    });
    group.append(text(x, y, name.text, { class: "label" }));
  }
  return group;
}

function stroke(curve, path) {
  const dashes = curve.dashes.join(" ") || "none";
  return shape("path", { d: path, class: "line", "stroke-dasharray": dashes, "stroke-opacity": curve.opacity });
}

// A piece of a line; of a family, as many pieces as there are grades to be told apart.
function sample(members, x, y) {
  const count = Math.min(4, members.length);
  const group = shape("g", { class: members[0].ink });
  const curve = members[members.length - 1];
  for (let piece = 0; piece < count; piece += 1) {
    const member = members[Math.floor((piece * (members.length - 1)) / Math.max(1, count - 1))];
    group.append(stroke(member, `M${round(x + (piece * 24) / count)} ${round(y)}h${round(24 / count)}`));
  }
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

// A triangle on the axis for each tick of an event; of several events, one row above the other.
function events(frame) {
  const group = shape("g", { class: "events" });
  data.events.forEach((event, row) => {
    const y = frame.y + frame.height - 8 * row;
    const places = event.ticks.map((tick) => share(Number(tick))).filter((place) => place >= 0 && place <= 1);
    const path = places.map((place) => `M${round(frame.x + place * frame.width - 3)} ${round(y)}h6l-3 -6z`).join("");
    const marks = shape("path", { d: path, class: "event" });
    marks.append(shape("title", {}, event.name));
    group.append(marks);
  });
  return group;
}

// A ring around each point that a finding is about, and its number beside it.
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

