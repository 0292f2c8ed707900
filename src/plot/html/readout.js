// The readout: what is under the cursor, in words.

// The row of the table that a held tick is in.
function rowAt(curve, index) {
  return curve.rows.findLastIndex((row) => row.held <= index);
}

function timeText(index) {
  const larger = data.scales.find((scale) => !scale.whole);
  const own = data.scales.find((scale) => scale.whole);
  const tick = `${own.unit} ${data.ticks[index]}`;
  return larger ? `${tick}, ${larger.unit} ${Number(counted(larger, at[index]).toFixed(4))}` : tick;
}

function sourceLine(curve, row) {
  return row?.lines ? find(`line-${curve.subject}-${row.lines[0]}`) : null;
}

// The rows of the readout, made once and filled in at every move.
const readout = entries.map((members) => {
  const cell = (name) => tag("span", { class: name });
  const parts = { value: cell("value"), segment: cell("segment"), source: cell("source-line") };
  const picture = shape("svg", { width: 24, height: 12, "aria-hidden": "true" }, sample(members, 0, 6));
  const name = tag("span", { class: "curve-name" }, picture, members[0].label);
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
  sparse.textContent = to - from < count ? `${grouped(to - from)} of the ${grouped(count)} ${unit}s of this range are held` : "";
}

// A count in groups of digits, from five on, as tables write it.
function grouped(count) {
  return count < 10000 ? `${count}` : `${count}`.replace(/\B(?=(\d{3})+$)/g, "_");
}

// The value of a curve, or between what those of a family are.
function rangeText(values) {
  const numbers = values.filter((value) => typeof value === "number");
  const [least, greatest] = [Math.min(...numbers), Math.max(...numbers)];
  if (values.length === 1 || numbers.length < values.length || least === greatest) return valueText(values[0]);
  return `${valueText(least)} – ${valueText(greatest)}`;
}

function fill() {
  for (const element of document.querySelectorAll(".here")) element.classList.remove("here");
  for (const element of document.querySelectorAll("[aria-current]")) element.removeAttribute("aria-current");
  moment.textContent = cursor === null ? "Point at the curve" : timeText(cursor);
  entries.forEach((members, index) => {
    const curve = members[0];
    const { row, value, segment, source } = readout[index];
    row.hidden = !curve.shown;
    const inside = cursor !== null && cursor < curve.values.length;
    value.textContent = inside ? rangeText(members.map(({ values }) => values[cursor])) : "–";
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
  const all = entries.map(([curve], index) => ({ curve, ...readout[index] }));
  const shown = all.filter(({ curve }) => curve.shown);
  const parts = shown.map(({ curve, value, segment, source }) =>
    [`${curve.label} ${value.textContent}`, segment.textContent, source.textContent && `line ${source.textContent}`]
      .filter(Boolean)
      .join(", "));
  return [moment.textContent, ...parts].join("; ");
}

// Only keys speak: those who point at the curve see it.
function speak(words) {
  find("live").textContent = words;
}

