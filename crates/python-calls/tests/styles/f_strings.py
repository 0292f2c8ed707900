kind = "cos"
name = f"{kind}ine"
other = f"run-{args.id}"
f(name, other, "a" "b", "x" + "y")
