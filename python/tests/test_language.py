"""The language from Python: programs, schedules, findings."""

import copy
import json
import pathlib
import pickle
import subprocess
import sys
import threading
from fractions import Fraction

import numpy as np
import pytest

import lehr

COSINE = "run = 100; lr = 3e-4 * (warmup(10) then cosine); momentum = hold(0.9)"
ENDLESS = "base = 1; lr = exponential(gamma=0.99)"


@pytest.fixture
def lr():
    return lehr.compile(COSINE).lr


def test_a_program_has_its_tracks_by_name_and_by_attribute():
    program = lehr.compile(COSINE)
    assert program.tracks == ("lr", "momentum") == tuple(program)
    assert program["lr"] == program.lr
    assert "momentum" in program and "wd" not in program and 3 not in program
    assert {name: track(0) for name, track in dict(program).items()} == {"lr": 0.0, "momentum": 0.9}
    assert program(10) == {"lr": 3e-4, "momentum": 0.9}
    assert (program.run, program.tick, len(program)) == (100, None, 2)
    with pytest.raises(KeyError, match="the tracks are lr, momentum"):
        program["head"]
    with pytest.raises(AttributeError, match="head"):
        program.head


def test_a_value_is_the_same_by_every_way(lr):
    values = lr.values()
    assert values.dtype == np.float64 and len(values) == 100
    assert values.tolist() == [lr(t) for t in range(100)] == list(lr) == lr[:].tolist() == [lr[t] for t in range(100)]
    assert lr[5:50:7].tolist() == values[5:50:7].tolist() == lr.values(5, 50, 7).tolist()
    assert np.asarray(lr).tobytes() == values.tobytes()
    assert np.asarray(lr, dtype=np.float32).dtype == np.float32
    assert lr(10) == lr(10.0) == lr(Fraction(10)) == lr(np.int64(10)) == 3e-4
    assert lr(4.5) == lr(Fraction(9, 2)) == pytest.approx(1.35e-4)


@pytest.mark.parametrize("time", [-1, -0.5, float("nan"), float("inf"), 2**64, Fraction(-1, 2)])
def test_what_is_no_time_is_refused(lr, time):
    with pytest.raises(ValueError):
        lr(time)


@pytest.mark.parametrize("time", ["5", None, [1]])
def test_what_is_no_number_is_refused(lr, time):
    with pytest.raises(TypeError):
        lr(time)


def test_an_endless_schedule_has_values_and_no_array():
    lr = lehr.compile(ENDLESS).lr
    assert lr.length is None
    assert len(lr[0:5]) == 5
    for make in (np.asarray, lambda s: s.values(), lambda s: s[3:]):
        with pytest.raises(ValueError, match="for ever"):
            make(lr)
    values = iter(lr)
    assert [next(values), next(values)] == [lr(0), lr(1)]


def test_segments_and_length_are_exact():
    lr = lehr.compile("run = 25/2; lr = 0.1 * (hold for 2.5 then linear)").lr
    assert lr.length == Fraction(25, 2)
    assert [(s.start, s.end, s.first, s.last) for s in lr.segments] == [
        (0, Fraction(5, 2), 0.1, 0.1),
        (Fraction(5, 2), Fraction(25, 2), 0.1, 0.0),
    ]


def test_a_schedule_is_equal_hashed_copied_pickled_and_read_by_its_bits(lr):
    same = lehr.compile("run = 100\nlr = 3e-4 * (warmup(10) then cosine)  # spelled otherwise").lr
    other = lehr.compile("run = 100; lr = 3e-4 * (warmup(11) then cosine)").lr
    assert lr == same and hash(lr) == hash(same) and lr != other and lr != 3
    assert copy.copy(lr) is lr and copy.deepcopy(lr) is lr
    for twin in (pickle.loads(pickle.dumps(lr)), lehr.Schedule.from_json(lr.to_json())):
        assert twin == lr and twin.name == "lr"
        assert twin.values().tobytes() == lr.values().tobytes()


def test_a_program_is_pickled_and_read_by_its_bits(tmp_path):
    program = lehr.compile("run = 100; base = 1; lr = warmup(10) then cosine; wd = hold(0.1)")
    twin = pickle.loads(pickle.dumps(program))
    assert twin == program and hash(twin) == hash(program) and twin.tracks_with_base == ("lr",)
    family = lehr.compile("lr.{i in 0..1} = 0.5 * linear(3)")
    written_out = lehr.compile("lr.0 = 0.5 * linear(3)\nlr.1 = 0.5 * linear(3)")
    assert family == written_out and hash(family) == hash(written_out)
    with pytest.raises(ValueError, match="ticks count from 0"):
        program.fires("save", -1)
    path = tmp_path / "compiled.json"
    path.write_text(program.to_json())
    assert lehr.load(path) == program
    with pytest.raises(ValueError, match="is compiled"):
        lehr.load(path, run=5)


def test_a_deep_schedule_is_pickled():
    lets = [f"let s{i} = max(s{i - 1}, 0.1) for {200 - i}" for i in range(1, 60)]
    lr = lehr.compile("; ".join(["let s0 = hold(1) for 500", *lets, "lr = s59"])).lr
    assert lr.to_json().count('"body"') > 50
    assert pickle.loads(pickle.dumps(lr)) == lr


def test_threads_read_the_same_values(lr):
    expected, results = lr.values().tobytes(), []
    threads = [threading.Thread(target=lambda: results.append(lr.values().tobytes())) for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert results == [expected] * 8


def test_what_a_caller_sets_is_a_number_a_list_or_a_text():
    text = "param w = 3; param at = [1, 2]; lr = warmup(w) then multistep(at, gamma=0.5)"
    lr = lehr.compile(text, set={"w": np.int64(5), "at": [10, 20]}, base=np.float32(0.5)).lr
    assert (lr(5), lr(15), lr(25)) == (0.5, 0.25, 0.125)
    assert lehr.compile("cosine", run="90 steps", base=1e-5).lr(0) == 1e-5
    assert lehr.compile("run = 2 epochs; lr = 0.1 * linear", epoch="10 steps").lr.length == 20
    with pytest.raises(lehr.Error, match="no parameter `v`"):
        lehr.compile(text, base=1, set={"v": 1})
    with pytest.raises(ValueError, match="run"):
        lehr.compile("cosine", run="ten")
    with pytest.raises(TypeError, match="True"):
        lehr.compile(text, set={"w": True})


def test_an_error_has_its_findings_and_prints_as_the_program_does():
    with pytest.raises(lehr.Error) as caught:
        lehr.compile("# é𝛼\nlr = cosin(T=10)\nwd = 0.1", name="short.lehr")
    error = caught.value
    first = error.findings[0]
    assert (first.code, first.severity, first.file, first.line, first.column) == (
        "unknown-name", "error", "short.lehr", 2, 6,
    )
    assert first.span == (10, 15)
    assert first.help == "did you mean `cosine`?"
    assert "short.lehr:2:6" in str(error) and "did you mean" in str(error)
    assert "<pre>" in error._repr_html_()
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


@pytest.mark.parametrize(("terminal", "plain", "coloured"), [(True, False, True), (True, True, False), (False, False, False)])
def test_an_error_is_in_colour_in_a_terminal(terminal, plain, coloured, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal, raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    if plain:
        monkeypatch.setenv("NO_COLOR", "1")
    with pytest.raises(lehr.Error) as caught:
        lehr.compile("lr = cosin(T=10)")
    assert ("\x1b[" in str(caught.value)) == coloured
    assert "\x1b" not in caught.value._repr_html_() and "unknown-name" in caught.value._repr_html_()


def test_what_is_raised_and_warned_goes_from_process_to_process():
    text = "run = 10; lr = 0.1 * cosine(T=5) mirror repeat"
    with pytest.raises(lehr.Error) as caught:
        lehr.compile(text, strict=True)
    with pytest.warns(lehr.FindingWarning) as warned:
        lehr.compile(text)
    twin = pickle.loads(pickle.dumps(caught.value))
    [finding] = twin.findings
    for one in (finding, pickle.loads(pickle.dumps(warned[0].message)).finding, copy.deepcopy(finding)):
        assert repr(one) == repr(caught.value.findings[0]) and one.span == caught.value.findings[0].span
        assert one.fixes[0].apply(text) == caught.value.findings[0].fixes[0].apply(text) != text


def test_a_finding_is_a_warning_and_with_strict_an_error(tmp_path):
    path = tmp_path / "short.lehr"
    path.write_text("run = 10; lr = 0.1 * cosine(T=5) mirror repeat\n")
    with pytest.warns(lehr.FindingWarning, match="climbs back") as caught:
        program = lehr.load(path)
    assert program.lr(5) == 0.0
    assert caught[0].filename == __file__
    assert caught[0].message.finding.code == "climbs-back"
    with pytest.raises(lehr.Error, match="climbs back") as error:
        lehr.load(path, strict=True)
    assert [finding.code for finding in error.value.findings] == ["climbs-back"]


def test_a_fix_is_applied_to_the_text():
    text = "# é\nrun = 10; lr = 0.1 * cosine(T=5) mirror repeat"
    [finding] = lehr.check(text)
    fixed = finding.fixes[0].apply(text)
    assert fixed != text and lehr.check(fixed) == []


def test_the_settings_of_a_folder_hold(tmp_path):
    (tmp_path / "lehr.toml").write_text('[rules]\nclimbs-back = "allow"\n[defaults]\nrun = "10"\n')
    path = tmp_path / "a.lehr"
    path.write_text("lr = 0.1 * cosine(T=5) mirror repeat")
    assert lehr.load(path).run == 10
    assert lehr.check(path) == []


def test_durations_and_units_are_those_of_the_file():
    program = lehr.compile("run = 2 epochs; epoch = 1000 samples; step = 64 samples; lr = 0.1 * cosine")
    assert program.tick == "step"
    assert program.length_of("sample") == Fraction(1, 64)
    assert program.ticks("1 epoch") == Fraction(125, 8)
    assert program.length_of("token") is None
    with pytest.raises(ValueError, match="not a unit"):
        program.length_of("year")


def test_a_file_has_units_of_its_own(tmp_path):
    program = lehr.compile("unit frame, clip; clip = 8 frames; run = 90 clips; lr = 0.1 * (warmup(5 frames) then cosine)")
    assert program.tick == "frame"
    assert (program.length_of("clip"), program.length_of("clips"), program.length_of("frames")) == (8, 8, 1)
    assert program.ticks("5 clips") == 40
    path = tmp_path / "compiled.json"
    path.write_text(program.to_json())
    read = lehr.load(path)
    assert (read.tick, read.length_of("clip")) == ("frame", 8)
    with pytest.raises(ValueError, match="not a unit"):
        program.length_of("hour")


def test_a_notebook_shows_the_curve():
    program = lehr.compile(COSINE)
    for shown in (program, program.lr):
        bundle = shown._repr_mimebundle_(include=None, exclude=None)
        assert set(bundle) == {"text/plain", "text/html", "image/svg+xml"}
        assert bundle["image/svg+xml"].startswith("<svg")
    assert set(lehr.compile(ENDLESS).lr._repr_mimebundle_()) == {"text/plain"}


def test_a_cell_is_compiled_drawn_and_kept():
    pytest.importorskip("IPython")
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    shell = InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    shell.run_line_magic("load_ext", "lehr")
    shell.run_cell("%%lehr plan batch=512 run='20 steps'\nparam batch = 256\nlr = 0.1 * batch / 256 * linear\n")
    plan = shell.user_ns["plan"]
    assert (plan.lr(0), plan.run) == (0.2, 20)
    data, _ = shell.display_formatter.format(plan)
    assert data["image/svg+xml"].startswith("<svg")
    result = shell.run_cell("%%lehr plan\nlr = cosin\n")
    assert isinstance(result.error_in_exec, lehr.Error)
    assert "unknown-name" in shell.display_formatter.format(result.error_in_exec)[0]["text/html"]
    assert shell.user_ns["plan"] is plan


def test_lines_go_to_real_axes(lr):
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots()
    assert lr.plot(ax=axes, label="rate") is axes
    [line] = axes.get_lines()
    assert line.get_label() == "rate" and line.get_ydata()[-1] == lr(100) == 0
    assert lr.plot() is pyplot.gca()
    pyplot.close(figure)


def test_lines_go_to_matplotlib(lr):
    drawn = []

    class Axes:
        def plot(self, ticks, values, **style):
            drawn.append((ticks, values, style))

    axes = Axes()
    assert lr.plot(ax=axes, color="red", points=10) is axes
    ticks, values, style = drawn[0]
    assert style == {"color": "red", "label": "lr"}
    assert values == [lr(t) for t in ticks]
    assert {0, 9, 10, 99} <= set(ticks) and max(ticks) <= 100


def test_importing_lehr_imports_nothing_else():
    # Without site, whose path files import what they like.
    folder = str(pathlib.Path(lehr.__file__).parents[1])
    code = f"""
import sys
sys.path.insert(0, {folder!r})
import os, warnings
before = set(sys.modules)
import lehr
print(sorted(name for name in set(sys.modules) - before if name.split(".")[0] != "lehr"))
"""
    done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_program_comes_along():
    from lehr import __main__

    if __main__.program() is None:
        pytest.skip("the package was built without the program")
    run = [sys.executable, "-m", "lehr", "eval", "-e", "step(2, 0.5)", "--base", "0.1", "-n", "4", "--format", "json"]
    printed = json.loads(subprocess.run(run, capture_output=True, text=True, check=True).stdout)
    assert "0.05" in json.dumps(printed)
    wrong = subprocess.run([sys.executable, "-m", "lehr", "check", "-"], input="lr = cosin", capture_output=True, text=True)
    assert wrong.returncode == 1


@pytest.mark.filterwarnings("ignore::lehr.FindingWarning")
@pytest.mark.parametrize("text", ["10% * linear", "linear(from=0.5, to=0.01)", "hold(1)", "warmup(3) then cosine(to=10%)"])
@pytest.mark.parametrize("by", [0, 0.75, 3])
def test_scaled_is_each_value_times_a_number(text, by):
    schedule = lehr.compile(text, run=10, base=0.3).lr
    scaled = schedule.scaled(by)
    assert list(scaled) == [by * value for value in schedule]
    assert (scaled.base, scaled.length, scaled.name) == (schedule.base, schedule.length, schedule.name)
