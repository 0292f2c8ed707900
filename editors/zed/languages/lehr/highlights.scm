; The colours of lehr, made from the catalogue.

(comment) @comment
(number) @number
(unit) @type.builtin
[
  "then"
  "for"
  "until"
  "skip"
  "every"
  "mirror"
  "repeat"
  "let"
  "def"
  "param"
  "expect"
  "in"
  "over"
  "event"
  "unit"
  "at"
  "from"
] @keyword
["=" "==" "!=" "<=" ">=" "<" ">" "+" "-" "*" "/" "^" "->" ".."] @operator
["(" ")" "[" "]" ".{" "}"] @punctuation.bracket
["," ";"] @punctuation.delimiter

(identifier) @variable
(path) @variable
(parameter name: (identifier) @variable.parameter)
(let name: (identifier) @variable)
(def name: (identifier) @function)
(call name: (identifier) @function)

((identifier) @constant.builtin (#any-of? @constant.builtin "run" "base" "tick" "end" "pi"))
((identifier) @constructor (#any-of? @constructor "hold" "constant" "warmup" "linear" "cosine" "one_minus_sqrt" "poly" "exp_to" "shifted_exp" "rex" "tanh" "step" "multistep" "exponential" "inverse_sqrt" "inverse_time" "piecewise" "curve" "factor" "plateau" "steer" "reach" "noise" "warmup_cosine" "warmup_linear" "warmup_constant" "wsd" "trapezoid" "tri_stage" "noam" "sgdr" "cyclic" "cyclic_triangular2" "cyclic_exp_range" "onecycle" "onecycle_linear" "onecycle_three_phase" "onecycle_three_phase_linear" "slanted_triangular" "power"))
((call name: (identifier) @function.builtin) (#any-of? @function.builtin "sqrt" "exp" "log" "sin" "cos" "tanh" "abs" "min" "max" "clamp" "floor" "ceil" "round" "increasing" "decreasing" "continuous" "sum"))
(named_argument name: (identifier) @variable.parameter)

; `wd.base = 0.04`
((path) @constant.builtin (#match? @constant.builtin "\\.base$"))

; `epoch = 100 steps`, `unit frame`, `tick = frames`
(assignment name: (identifier) @type.builtin (#any-of? @type.builtin "epoch" "epochs" "step" "steps" "sample" "samples" "token" "tokens"))
(units name: (identifier) @type.builtin)
(assignment name: (identifier) @constant.builtin value: (identifier) @type.builtin
  (#eq? @constant.builtin "tick"))
