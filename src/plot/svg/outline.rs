//! The path of a curve with the points that can be told apart, and no others.

use super::coordinate::{Position, digits};

/// A point that is nearer than this to the line between its neighbours is left out.
const NEAR: f64 = 0.01;
/// How often a distance is measured, for each point of a curve, before points are kept unseen; noise needs some 20.
const WORK: usize = 64;

/// The path through some points; `None` where there are none.
pub(super) fn outline(points: &[Position]) -> Option<String> {
    let first = points.first()?;
    let mut path = format!("M{} {}", digits(first.x), digits(first.y));
    for (point, _) in points.iter().zip(told_apart(points)).skip(1).filter(|(_, kept)| *kept) {
        path.push_str(&format!("L{} {}", digits(point.x), digits(point.y)));
    }
    if points.len() == 1 {
        // A single tick: a dash as wide as a dot.
        path.push_str("h0.01");
    }
    Some(path)
}

/// Which of some points, at least one, are kept: all others are near the lines between these.
fn told_apart(points: &[Position]) -> Vec<bool> {
    let last = points.len() - 1;
    let mut kept = vec![false; points.len()];
    (kept[0], kept[last]) = (true, true);
    // Ramer, Douglas and Peucker: the point that is farthest from a line is kept, and divides it. A curve whose
    // farthest points are near its ends would take quadratic time: from some point on, the middle is kept instead.
    let mut work = WORK.saturating_mul(points.len());
    let mut open = vec![(0, last)];
    while let Some((from, to)) = open.pop() {
        let inner = to.saturating_sub(from + 1);
        let divider = if inner <= work {
            work -= inner;
            let distances = (from + 1..to).map(|index| (index, distance(points[index], points[from], points[to])));
            let farthest = distances.max_by(|(_, a), (_, b)| a.total_cmp(b));
            farthest.filter(|(_, distance)| *distance > NEAR).map(|(index, _)| index)
        } else {
            Some(from.midpoint(to))
        };
        if let Some(divider) = divider {
            kept[divider] = true;
            open.extend([(from, divider), (divider, to)]);
        }
    }
    kept
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
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_cannot_be_seen_is_left_out_and_a_spike_is_not() {
        let line: Vec<_> = (0..100).map(|x| Position { x: f64::from(x), y: if x == 50 { 9.0 } else { 1.0 } }).collect();
        assert_eq!(outline(&line).unwrap(), "M0 1L49 1L50 9L51 1L99 1");
        assert_eq!(outline(&line[..1]).unwrap(), "M0 1h0.01");
        assert_eq!(outline(&[]), None);
    }

    /// Noise, and curves whose farthest points are always near one end.
    fn curve() -> impl Strategy<Value = Vec<Position>> {
        let place = |x: usize, y: f64| Position { x: x as f64, y };
        let noise = proptest::collection::vec(-1000.0..1000.0_f64, 1..3000)
            .prop_map(move |values| values.into_iter().enumerate().map(|(x, y)| place(x, y)).collect::<Vec<_>>());
        let narrowing = (1..3000_usize, 0.0..3.0_f64, any::<bool>()).prop_map(move |(count, power, is_widening)| {
            let zigzag = |x: usize| if x.is_multiple_of(2) { 1.0 } else { -1.0 } * libm::pow((count - x) as f64, power);
            let mut values: Vec<_> = (0..count).map(zigzag).collect();
            if is_widening {
                values.reverse();
            }
            values.into_iter().enumerate().map(|(x, y)| place(x, y)).collect()
        });
        prop_oneof![noise, narrowing]
    }

    proptest! {
        #[test]
        fn what_is_left_out_is_near_the_path(points in curve()) {
            let kept = told_apart(&points);
            let corners: Vec<_> = (0..points.len()).filter(|index| kept[*index]).collect();
            for ends in corners.windows(2) {
                for index in ends[0]..ends[1] {
                    let distance = distance(points[index], points[ends[0]], points[ends[1]]);
                    prop_assert!(distance <= NEAR, "point {} is {} away", index, distance);
                }
            }
        }
    }
}
