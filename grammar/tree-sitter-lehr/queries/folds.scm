[
  (arguments)
  (list)
  (parenthesis)
  (then)
] @fold
