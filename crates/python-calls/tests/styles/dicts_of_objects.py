state = {"opt": SGD(p, 0.1)}
state["sched"] = StepLR(state["opt"], 3)
state["sched"].step()
for name, thing in state.items():
    thing.step()
self_like.sched = state["sched"]
self_like.sched.step()
