// The words of the language, made from the catalogue.

export const KEYWORDS = [
  "then",
  "for",
  "until",
  "skip",
  "every",
  "mirror",
  "repeat",
  "let",
  "def",
  "param",
  "expect",
  "in",
];

export const UNITS = [
  "samples",
  "epochs",
  "sample",
  "tokens",
  "epoch",
  "steps",
  "token",
  "step",
];

export const NAMES = [
  "run",
  "base",
  "tick",
  "end",
  "pi",
];

export const PREDICATES = [
  "increasing",
  "decreasing",
  "continuous",
  "sum",
];

export const SHAPES = [
  "hold",
  "constant",
  "warmup",
  "linear",
  "cosine",
  "one_minus_sqrt",
  "poly",
  "exp_to",
  "shifted_exp",
  "rex",
  "tanh",
  "step",
  "multistep",
  "exponential",
  "inverse_sqrt",
  "inverse_time",
  "piecewise",
  "curve",
  "factor",
  "plateau",
  "steer",
  "reach",
  "noise",
];

export const PRESETS = [
  "warmup_cosine",
  "warmup_linear",
  "warmup_constant",
  "wsd",
  "trapezoid",
  "tri_stage",
  "noam",
  "sgdr",
  "cyclic",
  "cyclic_triangular2",
  "cyclic_exp_range",
  "onecycle",
  "onecycle_linear",
  "onecycle_three_phase",
  "onecycle_three_phase_linear",
  "slanted_triangular",
  "power",
];

export const FUNCTIONS = [
  "sqrt",
  "exp",
  "log",
  "sin",
  "cos",
  "tanh",
  "abs",
  "min",
  "max",
  "clamp",
  "floor",
  "ceil",
  "round",
];
