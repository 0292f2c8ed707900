//! Did-you-mean.

/// The candidate that `name` was most likely meant to be, if one is close.
pub(crate) fn closest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate))
        .filter(|&(distance, candidate)| {
            distance <= 1 + name.len().min(candidate.len()) / 4
                || (name.len() > 3
                    && (candidate.starts_with(name) || name.starts_with(candidate) && candidate.len() > 3))
        })
        .min_by_key(|&(distance, _)| distance)
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
