//! Whether a tree depends on the base around it.

use super::level::Level;
use super::node::Node;

impl Node {
    /// Whether its values depend on the base around it.
    pub(crate) fn uses_base(&self) -> bool {
        let relative = |level: &Level| level.rel != 0.0;
        match self {
            Self::Hold(from)
            | Self::Step { from, .. }
            | Self::Multistep { from, .. }
            | Self::Exponential { from, .. }
            | Self::Factor { from, .. }
            | Self::InverseSqrt { from, .. }
            | Self::InverseTime { from, .. }
            | Self::Noise { from, .. } => relative(from),
            Self::Ramp { from, to, .. } => relative(from) || relative(to),
            Self::Piecewise { values, .. } => values.iter().any(relative),
            Self::Driven { from, by, .. } => {
                let mut uses = relative(from);
                by.for_each_level(&mut |level| uses |= relative(level));
                uses
            }
            // The factors are multipliers, at base 1.
            Self::Product { carrier, .. } => carrier.uses_base(),
            Self::Based { .. } => false,
            // The tracks have bases of their own.
            Self::Coupled { body, .. } => body.uses_base(),
            Self::Chain(_)
            | Self::Stages { .. }
            | Self::For { .. }
            | Self::Skip { .. }
            | Self::Mirror { .. }
            | Self::Every { .. }
            | Self::Repeat(_)
            | Self::Sum(_)
            | Self::Min(_)
            | Self::Max(_)
            | Self::Rounded { .. }
            | Self::Scale { .. }
            | Self::Clock { .. } => {
                let mut uses = false;
                self.for_each_child(&mut |child| uses |= child.uses_base());
                uses
            }
        }
    }
}
