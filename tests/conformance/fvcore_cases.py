"""fvcore: `fvcore.common.param_scheduler`, at the share of the run that is done."""

import importlib.metadata

from fvcore.common.param_scheduler import *  # noqa: F403

from cases import Case, write

TICKS = 130
CASES = []


def case(schedule, words, run=TICKS):
    call = f"{schedule}({words})"
    s = eval(call)
    CASES.append(Case(schedule, call, [s(tick / run) for tick in range(TICKS)], None, setting=f"run = {run}"))


for value in [0.1, 1.0, 0.0, 3e-4, 2.5]:
    case("ConstantParamScheduler", f"{value}")
for start, end, run in [(1.0, 0.0, 130), (0.1, 0.001, 200), (0.0, 1.0, 150), (0.5, 0.5, 130), (1.0, 0.1, 1000)]:
    case("CosineParamScheduler", f"{start}, {end}", run)
    case("LinearParamScheduler", f"start_value={start}, end_value={end}", run)
for start, decay, run in [(1.0, 0.5, 130), (0.1, 0.01, 200), (2.0, 2.0, 150), (0.5, 1.0, 130), (1.0, 1e-4, 1000)]:
    case("ExponentialParamScheduler", f"{start}, {decay}", run)
for base, power, run in [(1.0, 2, 130), (0.1, 0.9, 200), (1.0, 1, 150), (0.3, 0.5, 130), (1.0, 3, 1000)]:
    case("PolynomialDecayParamScheduler", f"{base}, {power}", run)
for words, run in [
    ("[1, 0.1, 0.01], milestones=[30, 60, 90]", 180),
    ("[1, 0.1, 0.01], milestones=[30, 60, 130]", 130),
    ("[0.1, 0.01, 0.001], num_updates=90, milestones=[60, 80]", 130),
    ("[0.1, 0.2, 0.3, 0.4], num_updates=200", 200),
    ("[1.0, 0.5], 1000, [1]", 150),
]:
    case("MultiStepParamScheduler", words, run)
for updates, values, run in [(130, "[1, 0.1, 0.01]", 130), (100, "[0.1, 0.5]", 200), (10, "[1.0]", 130), (7, "[1, 2, 3, 4, 5, 6, 7]", 150), (130, "[0.1, 0.01, 0.001, 0.0001]", 131)]:
    case("StepParamScheduler", f"{updates}, {values}", run)
for base, decays, gamma, updates, run in [(1.0, 4, 0.1, 100, 130), (0.1, 1, 0.5, 10, 200), (1.0, 2, 0.9, 130, 150), (0.5, 12, 0.8, 130, 130), (1.0, 6, 2.0, 7, 131)]:
    case("StepWithFixedGammaParamScheduler", f"base_value={base}, num_decays={decays}, gamma={gamma}, num_updates={updates}", run)


def main():
    write("fvcore", importlib.metadata.version("fvcore"), "float64", CASES)


if __name__ == "__main__":
    main()
