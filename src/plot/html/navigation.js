// Navigation: the cursor and the range that is shown.

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

// Shows this many times the range, around a time that stays where it is.
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

