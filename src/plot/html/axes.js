// Axes: round numbers at which labels stand without touching each other. The rules are those of the
// drawing of the whole run, so that a page looks as that does until its range changes.

// The digits of n * 10^exponent, with at least this many after the point.
function plain(n, exponent, places = 0) {
  while (n !== 0 && n % 10 === 0) {
    n /= 10;
    exponent += 1;
  }
  if (n === 0) exponent = 0;
  const decimals = Math.max(0, -exponent);
  const digits = String(Math.abs(n)).padStart(decimals + 1, "0") + "0".repeat(Math.max(0, exponent));
  const part = digits.slice(digits.length - decimals || digits.length).padEnd(places, "0");
  return (n < 0 ? "-" : "") + digits.slice(0, digits.length - decimals) + (part ? "." + part : "");
}

// The exponent of the first digit of n * 10^exponent.
function magnitude([n, exponent]) {
  return n === 0 ? 0 : exponent + String(Math.abs(n)).length - 1;
}

// How many digits n * 10^exponent needs after the point.
function places([n, exponent]) {
  const text = plain(n, exponent);
  return text.includes(".") ? text.length - text.indexOf(".") - 1 : 0;
}

// A time as the language reads it: 500, 20k, 1.2M.
function suffixed(time) {
  const size = magnitude(time);
  const power = size >= 12 ? 12 : size >= 9 ? 9 : size >= 6 ? 6 : size >= 3 ? 3 : 0;
  return plain(time[0], time[1] - power) + { 0: "", 3: "k", 6: "M", 9: "B", 12: "T" }[power];
}

function timeTexts(times) {
  const digits = times.map(([n, exponent]) => plain(n, exponent));
  const short = times.map(suffixed);
  const total = (texts) => texts.join("").length;
  return times.every((time) => magnitude(time) < 4) || total(digits) <= total(short) ? digits : short;
}

// Labels of values: all as decimals with as many digits after the point, all as times are labelled where they
// are large, or each with an exponent of its own.
function valueTexts(values) {
  const top = Math.max(...values.filter(([n]) => n !== 0).map(magnitude), -400);
  const most = Math.max(...values.map(places));
  if (top >= -3 && top < LARGE && most <= 6) {
    return values.map(([n, exponent]) => (n === 0 ? "0" : plain(n, exponent, most)));
  }
  if (top >= LARGE && top < HUGE && most === 0) return timeTexts(values);
  return values.map((value) => (value[0] === 0 ? "0" : scientific(value)));
}

// From this magnitude on, numbers have a suffix, and from that one on an exponent.
const LARGE = 4;
const HUGE = 15;

function scientific([n, exponent]) {
  const size = magnitude([n, exponent]);
  return `${plain(n, exponent - size)}e${size}`;
}

// A number on a logarithmic axis.
function powerText(number) {
  const size = magnitude(number);
  if (size >= -3 && size < LARGE) return plain(...number);
  return size >= LARGE && size < HUGE ? suffixed(number) : scientific(number);
}

// The stretch between two points of a scale whose size changes that a number is in: ticks at 0, counts at 1.
function stretch(points, number, index) {
  const after = points.findIndex((point) => point[index] > number);
  const end = after < 0 ? points.length - 1 : Math.max(1, after);
  return [points[end - 1], points[end]];
}

// The count of a unit at a tick, and the tick of such a count.
function counted(scale, tick) {
  if (scale.size) return tick / scale.size;
  const [from, to] = stretch(scale.points, tick, 0);
  return from[1] + ((tick - from[0]) / (to[0] - from[0])) * (to[1] - from[1]);
}

function ticked(scale, count) {
  if (scale.size) return count * scale.size;
  const [from, to] = stretch(scale.points, count, 1);
  return from[0] + ((count - from[1]) / (to[1] - from[1])) * (to[0] - from[0]);
}

// Labels of times from first to end in the unit of a scale, along a length in pixels: the finest round
// numbers whose texts stand well apart.
function timeLabels(first, end, scale, length, measure) {
  const [from, to] = [counted(scale, first), counted(scale, end)];
  let lowest = Math.floor(Math.log10(Math.max(to - from, counted(scale, first + 1) - from) / 200));
  if (scale.whole) lowest = Math.max(0, lowest);
  for (let exponent = lowest; exponent < lowest + 24; exponent += 1) {
    for (const mantissa of [1, 2, 5]) {
      const step = mantissa * 10 ** exponent;
      const [start, stop] = [Math.ceil(from / step - 1e-9), Math.floor(to / step + 1e-9)];
      // Beyond the whole numbers that are told apart, one more is the same number.
      if (stop - start > 400 || stop * mantissa > Number.MAX_SAFE_INTEGER) continue;
      const multiples = [];
      for (let k = start; k <= stop; k += 1) multiples.push(k);
      const texts = timeTexts(multiples.map((k) => [k * mantissa, exponent]));
      let free = -Infinity;
      const labels = multiples.map((k, index) => {
        const x = end === first ? length / 2 : ((ticked(scale, k * step) - first) / (end - first)) * length;
        const width = measure(texts[index]);
        const left = Math.max(-4, Math.min(x - width / 2, length + 16 - width));
        const fits = left >= free;
        free = left + width + 56;
        return { x, left, text: texts[index], fits };
      });
      if (labels.every((label) => label.fits)) return labels;
    }
  }
  return [];
}

// An axis of values around a range, with at most this many labels.
function valueAxis(low, high, log, most) {
  // Within a factor of two a logarithmic axis has no round numbers of its own.
  return log && low > 0 && high >= 2 * low ? logarithmic(low, high, most) : linear(low, high, most);
}

function linear(low, high, most) {
  [low, high] = withZero(low, high);
  const length = ([first, last, step]) => (last - first) * step;
  const chosen = fittingSteps(STEPS, low, high, most)[0] ?? fittingSteps(STEPS, low, high, Infinity).at(-1);
  const isMostlyUsed = length(chosen) <= (4 / 3) * (high - low);
  const others = isMostlyUsed ? [] : fittingSteps(MORE_STEPS, low, high, most);
  return multiples(...others.reduce((best, other) => (length(other) < length(best) ? other : best), chosen));
}

// Steps between labels, as a mantissa and a shift of the power of ten; and more, for an axis that would be far longer
// than its values.
const STEPS = [[1, 0], [2, 0], [25, -1], [5, 0]];
const MORE_STEPS = [[1, 0], [2, 0], [25, -1], [3, 0], [4, 0], [5, 0], [6, 0], [8, 0]];

// The steps that fit, the smallest first: the first and the last multiple, the step, and its mantissa and power of ten.
function fittingSteps(steps, low, high, most) {
  const lowest = Math.floor(Math.log10((high - low) / 200));
  const fitting = [];
  for (let exponent = lowest; exponent < lowest + 6; exponent += 1) {
    for (const [n, shift] of steps) {
      const step = n * 10 ** (exponent + shift);
      const [first, last] = [Math.floor(low / step + 1e-9), Math.ceil(high / step - 1e-9)];
      if (last - first < most) fitting.push([first, last, step, n, exponent + shift]);
    }
  }
  return fitting;
}

function multiples(first, last, step, n, power) {
  const values = [];
  for (let k = first; k <= last; k += 1) values.push([k * n, power]);
  const texts = valueTexts(values);
  const labels = texts.map((text, index) => ({ share: index / Math.max(1, last - first), text }));
  return { low: first * step, high: last * step, log: false, labels, minors: [] };
}

// Values that are less than this share of the largest one apart are drawn as one: there is no label between them.
const FLAT = 1e-12;

// A range that has a height, and starts at 0 where it would start near it.
function withZero(low, high) {
  if (high - low <= Math.max(1e-300, FLAT * Math.max(Math.abs(low), Math.abs(high)))) {
    if (low === 0 && high === 0) return [0, 1];
    if (low >= 0) return [0, Math.max(1.25 * high, 1e-300)];
    if (high <= 0) return [Math.min(1.25 * low, -1e-300), 0];
    return [-1e-300, 1e-300];
  }
  if (low >= 0 && low <= 0.5 * high) return [0, high];
  if (high <= 0 && high >= 0.5 * low) return [low, 0];
  return [low, high];
}

function logarithmic(low, high, most) {
  const round = [];
  for (let power = Math.floor(Math.log10(low)) - 1; power <= Math.floor(Math.log10(high)) + 1; power += 1) {
    for (const n of [1, 2, 5]) round.push([n, power]);
  }
  const value = ([n, power]) => n * 10 ** power;
  const end = round.findIndex((number) => value(number) >= high * (1 - 1e-9));
  const start = Math.min(round.findLastIndex((number) => value(number) <= low * (1 + 1e-9)), end - 1);
  const inside = round.slice(Math.max(0, start), end + 1);
  let chosen = inside;
  const tens = inside.filter(([n]) => n === 1);
  if (inside.length > most && tens.length >= 2) {
    const every = Math.ceil(tens.length / most);
    chosen = tens.filter((_, index) => (tens.length - 1 - index) % every === 0);
  }
  const axis = { low: value(inside[0]), high: value(inside[inside.length - 1]), log: true, labels: [], minors: [] };
  axis.labels = chosen.map((number) => ({ share: shareOf(axis, value(number)), text: powerText(number) }));
  axis.minors = between(axis);
  return axis;
}

// Where the whole multiples of powers of ten are that have no label, or on an axis of very many powers those alone.
function between(axis) {
  const [lowest, highest] = [axis.low, axis.high].map((end) => Math.floor(Math.log10(end)));
  const shares = [];
  for (let power = lowest; power <= highest; power += 1) {
    for (let n = 1; n < (highest - lowest <= 8 ? 10 : 2); n += 1) shares.push(shareOf(axis, n * 10 ** power));
  }
  const labelled = (share) => axis.labels.some((label) => Math.abs(label.share - share) < 1e-9);
  return shares.filter((share) => share > 0 && share < 1 && !labelled(share));
}

// Where a value is, from 0 at the bottom to 1 at the top.
function shareOf(axis, value) {
  const scaled = axis.log ? Math.log : (number) => number;
  if (axis.log && value <= 0) return 0;
  const [low, high] = [scaled(axis.low), scaled(axis.high)];
  return Math.min(1, Math.max(0, (scaled(value) - low) / (high - low)));
}

// A value as the program prints it: the shortest decimal that reads back as the same double.
function valueText(value) {
  if (typeof value !== "number") return value ?? "";
  const size = Math.abs(value);
  if (value === 0 || (size >= 1e-4 && size < 1e16)) return String(value);
  return value.toExponential().replace("e+", "e");
}
