// Events: pointer, keys, buttons, links, rows and the legend.

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
entries.forEach(([curve], index) => {
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

// Who shows the page, such as an editor, may point at a segment: when it starts and ends, in ticks.
window.addEventListener("message", ({ data: told }) => {
  if (typeof told?.start !== "number") return;
  pointed = { first: told.start, end: told.end ?? whole.end };
  setCursor(nearest(told.start));
});

function legend() {
  data.panels.forEach((panel, index) => {
    const own = entries.filter(([curve]) => curve.panel === index);
    const name = data.panels.length > 1 && own.length > 1 ? [tag("span", { class: "name" }, panel.name)] : [];
    const buttons = own.map((members) => {
      const picture = shape("svg", { width: 24, height: 12, "aria-hidden": "true" }, sample(members, 0, 6));
      const label = members[0].label;
      const entry = tag("button", { type: "button", "aria-pressed": "true", title: "Show or hide" }, picture, label);
      entry.addEventListener("click", () => {
        for (const curve of members) curve.shown = !curve.shown;
        entry.setAttribute("aria-pressed", String(members[0].shown));
        fill();
        draw();
      });
      return entry;
    });
    find("legend").append(...name, ...buttons);
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
