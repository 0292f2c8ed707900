//! What is filled is filled in place.

use allocation_counter::measure;

use crate::support::schedule;

#[test]
fn filling_allocates_nothing() {
    for words in [
        "hold",
        "step(7, 0.9)",
        "multistep([10, 20], 0.1)",
        "warmup(100) then cosine(to=1%)",
        "exponential(gamma=0.99)",
        "cosine(100) repeat(stretch=2)",
        "(cosine * multistep([50], 0.1)) mirror",
        "max(0.5x * cosine + 0.5x * linear, 10%) every 3",
        "factor(t -> 1 / (1 + t / 5))",
    ] {
        let schedule = schedule(&format!("run = 2000; lr = 0.1 * ({words})"));
        let (mut values, mut rounded) = (vec![0.0; 3000], vec![0.0; 3000]);
        // The starts and the clocks of stretched cycles are found once in the life of a schedule.
        schedule.fill(0, &mut values);
        // So are the tables of powers and the room for values in the life of a cursor.
        let mut cursor = schedule.cursor();
        (0..1000).for_each(|tick| values[0] += cursor.value(tick));
        let used = measure(|| {
            schedule.fill(5, &mut values);
            schedule.fill_f32(5, &mut rounded);
            (0..3000).for_each(|tick| values[0] += cursor.value(tick) + schedule.value(tick));
        });
        assert_eq!(used.count_total, 0, "{words}");
    }
    assert!(measure(|| drop(std::hint::black_box(vec![0.0; 10]))).count_total > 0, "the counter counts");
}
