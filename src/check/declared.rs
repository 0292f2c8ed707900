//! What a file may say and may leave out.

/// What a file says of something that it may leave out.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Declared<T> {
    /// It says nothing.
    Nothing,
    /// It says something that is wrong, which has been reported.
    Wrong,
    /// It says this.
    Value(T),
}

impl<T> Declared<T> {
    /// What an evaluation came to of something that the file does say.
    pub(super) fn of(value: Option<T>) -> Self {
        value.map_or(Self::Wrong, Self::Value)
    }

    /// What it says, if that is right.
    pub(crate) fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Nothing | Self::Wrong => None,
        }
    }
}
