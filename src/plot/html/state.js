// The page: it draws what it holds, and knows nothing else. A value that is shown is one of
// those in the data; between the held ticks there are lines to be seen, and no values.

const SVG = "http://www.w3.org/2000/svg";
const data = JSON.parse(document.getElementById("data").textContent);
// Where the held ticks are; the data has digits instead where a script has no such number.
const at = data.ticks.map(Number);
const curves = data.panels.flatMap((panel, index) => panel.curves.map((curve) => ({ ...curve, panel: index, shown: true })));
// What is shown as one: a curve, or those of a family.
const entries = data.panels.flatMap((_, index) => {
  const own = curves.filter((curve) => curve.panel === index);
  const places = [...new Set(own.map((curve) => curve.entry))];
  return places.map((place) => own.filter((curve) => curve.entry === place));
});
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

