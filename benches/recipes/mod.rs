//! Texts to measure with.

/// A file of recipes: warmups with decays, staircases, restarts, groups; each with numbers of its own.
pub(crate) fn recipe(n: usize, lines: usize) -> String {
    let (run, warm) = (90 + n % 210, 2 + n % 7);
    let mut text =
        format!("# Recipe {n}.\nrun = {run} epochs\nepoch = 5004 steps\nbase = 0.1\nlet warm = {warm} epochs\n");
    let bodies = [
        "warmup(warm) then cosine(to=1%)".to_string(),
        format!("warmup(warm) * multistep([{}, {}] epochs)", run / 3, run * 2 / 3),
        "warmup(warm) then hold then one_minus_sqrt(10%)".to_string(),
        "cosine repeat(3, stretch=2)".to_string(),
        "max(warmup(warm) then linear, 0.001)".to_string(),
        "onecycle".to_string(),
    ];
    for (index, body) in bodies.iter().cycle().take((lines - 5) / 3).enumerate() {
        text.push_str(&format!("\n# Group {index}.\nlr.g{index} = {body}\n"));
    }
    text
}
