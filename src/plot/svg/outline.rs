//! The path of a curve with the points that can be told apart, and no others.

use super::coordinate::{Position, digits};

/// A point that is nearer than this to the line between its neighbours is left out.
const NEAR: f64 = 0.01;
/// As many times as this, on average, the distance of a point is measured; noise needs some 20.
const WORK: usize = 64;

/// The path through some points; `None` where there are none.
pub(super) fn outline(points: &[Position]) -> Option<String> {
    let (first, last) = (points.first()?, points.len() - 1);
    let mut kept = vec![false; points.len()];
    (kept[0], kept[last]) = (true, true);
    // Ramer, Douglas and Peucker: the point that is farthest from a line is kept, and divides it. Where that divides
    // badly again and again, points in the middle are kept instead: a curve of any shape takes time in its length.
    let mut work = WORK.saturating_mul(points.len());
    let mut open = vec![(0, last)];
    while let Some((from, to)) = open.pop() {
        let Some(inner) = to.checked_sub(from + 1).filter(|inner| *inner > 0) else { continue };
        let divider = if inner <= work {
            work -= inner;
            let distances = (from + 1..to).map(|index| (index, distance(points[index], points[from], points[to])));
            let farthest = distances.max_by(|(_, a), (_, b)| a.total_cmp(b));
            farthest.filter(|(_, distance)| *distance > NEAR).map(|(index, _)| index)
        } else {
            Some(from + inner.div_ceil(2))
        };
        if let Some(divider) = divider {
            kept[divider] = true;
            open.extend([(from, divider), (divider, to)]);
        }
    }
    let mut path = format!("M{} {}", digits(first.x), digits(first.y));
    for (point, _) in points.iter().zip(kept).skip(1).filter(|(_, kept)| *kept) {
        path.push_str(&format!("L{} {}", digits(point.x), digits(point.y)));
    }
    if last == 0 {
        // A single tick: a dash as wide as a dot.
        path.push_str("h0.01");
    }
    Some(path)
}

/// How far a point is from the line between two others.
fn distance(point: Position, from: Position, to: Position) -> f64 {
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let square = dx * dx + dy * dy;
    let along = if square > 0.0 { ((point.x - from.x) * dx + (point.y - from.y) * dy) / square } else { 0.0 };
    let along = along.clamp(0.0, 1.0);
    let (x, y) = (point.x - from.x - along * dx, point.y - from.y - along * dy);
    (x * x + y * y).sqrt()
}

/// Points along a curve, each at least `spacing` to the right of the one before.
pub(super) fn marks_along(points: &[Position], spacing: f64) -> Vec<Position> {
    let mut next = f64::NEG_INFINITY;
    let mut marks = Vec::new();
    for point in points {
        if point.x >= next {
            marks.push(*point);
            next = point.x + spacing;
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_left_out_and_a_spike_is_not() {
        let line: Vec<_> = (0..100).map(|x| Position { x: f64::from(x), y: if x == 50 { 9.0 } else { 1.0 } }).collect();
        assert_eq!(outline(&line).unwrap(), "M0 1L49 1L50 9L51 1L99 1");
        assert_eq!(outline(&line[..1]).unwrap(), "M0 1h0.01");
        assert_eq!(outline(&[]), None);
    }

    #[test]
    fn a_curve_that_divides_badly_is_near_all_of_its_points() {
        // Each zigzag is wider than the one before: the farthest point is always one of the last.
        let widening =
            |x: u32| Position { x: f64::from(x), y: if x.is_multiple_of(2) { 1.0 } else { -1.0 } * f64::from(x) };
        let points: Vec<_> = (0..20_000).map(widening).collect();
        assert_eq!(outline(&points).unwrap().matches('L').count(), points.len() - 1);
        let bent: Vec<_> = (0..20_000).map(|x| Position { x: f64::from(x), y: libm::pow(f64::from(x), 4.0) }).collect();
        let kept = outline(&bent).unwrap().matches('L').count();
        assert!((1000..20_000).contains(&kept), "{kept}");
    }
}
