[
  (arguments)
  (index)
  (list)
  (parenthesis)
  (then)
] @fold
