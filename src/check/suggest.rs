//! Did-you-mean.

/// A longer name is no typing mistake, and comparing names costs the square of their length.
const LENGTH_LIMIT: usize = 64;

/// The candidate that `name` was most likely meant to be, if one is close; of those that are equally close,
/// the first in the alphabet.
pub(crate) fn closest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if name.len() > LENGTH_LIMIT {
        return None;
    }
    candidates
        .into_iter()
        .filter(|candidate| candidate.len() <= LENGTH_LIMIT)
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate))
        .filter(|&(distance, candidate)| {
            distance <= 1 + name.len().min(candidate.len()) / 4
                || (name.len() > 3
                    && (candidate.starts_with(name) || name.starts_with(candidate) && candidate.len() > 3))
        })
        .min()
        .map(|(_, candidate)| candidate)
}

/// "did you mean `x`?", or else `otherwise`.
pub(crate) fn did_you_mean<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    otherwise: impl Into<String>,
) -> String {
    closest(name, candidates).map_or_else(|| otherwise.into(), |found| format!("did you mean `{found}`?"))
}
