//! Numbers as text.

/// The shortest decimal that reads back as the same double: `0.1`, `3e-5`, `0`.
pub fn format_value(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 || !value.is_finite() || (1e-4..1e16).contains(&size) {
        let text = format!("{value}");
        return if text == "-0" { "0".to_string() } else { text };
    }
    format!("{value:e}")
}

#[cfg(test)]
mod tests {
    use super::format_value;

    #[test]
    fn shortest_and_exact() {
        let shown = [0.1, 0.0, -0.0, 1e-5, 6.25e-5, 1e16, 100.0, 0.000_123].map(format_value);
        assert_eq!(shown, ["0.1", "0", "0", "1e-5", "6.25e-5", "1e16", "100", "0.000123"]);
    }
}
