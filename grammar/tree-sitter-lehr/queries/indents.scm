[
  (arguments)
  (index)
  (list)
  (parenthesis)
  (parameters)
] @indent.begin

[
  ")"
  "]"
  "}"
] @indent.branch @indent.end
