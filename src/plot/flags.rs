//! Names of segments above the places where they start, in rows, none over another.

/// A name to be placed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Flag {
    /// Where its segment starts.
    pub(super) at: f64,
    /// How wide it is.
    pub(super) width: f64,
}

/// Where a name is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Slot {
    /// 0 for the row that is nearest to the curve.
    pub(super) row: usize,
    /// Where its text starts.
    pub(super) start: f64,
}

/// Places names, which are given in order, into `rows` rows of a length; `None` for one that finds no room.
/// A name starts at its segment, or ends at the end of the row where it would not fit. They are placed from
/// right to left, so that the line from a name down to its segment crosses no other name.
pub(super) fn pack(flags: &[Flag], length: f64, gap: f64, rows: usize) -> Vec<Option<Slot>> {
    let mut free = vec![length + gap; rows];
    let mut slots: Vec<_> = flags
        .iter()
        .rev()
        .map(|flag| {
            let start = flag.at.min(length - flag.width).max(0.0);
            let row = free.iter().position(|&end| start + flag.width + gap <= end + 1e-9)?;
            free[..=row].iter_mut().for_each(|end| *end = end.min(start).min(flag.at));
            Some(Slot { row, start })
        })
        .collect();
    slots.reverse();
    slots
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(flags: &[(f64, f64)], length: f64) -> Vec<Option<(usize, f64)>> {
        let flags: Vec<_> = flags.iter().map(|&(at, width)| Flag { at, width }).collect();
        pack(&flags, length, 1.0, 3).into_iter().map(|slot| slot.map(|slot| (slot.row, slot.start))).collect()
    }

    #[test]
    fn one_row_where_they_fit() {
        assert_eq!(
            rows(&[(0.0, 5.0), (6.0, 5.0), (20.0, 5.0)], 40.0),
            [Some((0, 0.0)), Some((0, 6.0)), Some((0, 20.0))]
        );
    }

    #[test]
    fn earlier_ones_go_above_later_ones() {
        assert_eq!(rows(&[(0.0, 9.0), (1.0, 9.0), (2.0, 9.0)], 40.0), [Some((2, 0.0)), Some((1, 1.0)), Some((0, 2.0))]);
    }

    #[test]
    fn the_last_one_ends_with_the_row() {
        assert_eq!(rows(&[(0.0, 9.0), (39.0, 10.0)], 40.0), [Some((0, 0.0)), Some((0, 30.0))]);
        assert_eq!(rows(&[(35.0, 9.0), (39.0, 10.0)], 40.0), [Some((1, 31.0)), Some((0, 30.0))]);
    }

    #[test]
    fn what_finds_no_room_is_left_out() {
        let crowded = [(0.0, 9.0), (1.0, 9.0), (2.0, 9.0), (3.0, 9.0)];
        assert_eq!(rows(&crowded, 40.0)[0], None);
        assert_eq!(rows(&[(0.0, 99.0)], 40.0), [None]);
    }
}
