"""Which track goes where: groups by name, hyperparameters by what the optimizer calls them."""

from torch import Tensor

# What tracks are called, and what optimizers call it.
_NAMES = {"wd": "weight_decay"}


def plan(optimizer, program, tracks, given, initial, multipliers):
    """The schedules, where each goes, and the one of each group's rate.

    `tracks` are the names of those in use, `given` is what the caller says of the groups, and
    `initial(group, key)` is the value that a group started with, which what has no base is relative to. `multipliers`
    says, by hyperparameter, where a group has a number that its values are multiplied with.
    """
    _refuse_open_references(program, tracks)
    groups = optimizer.param_groups
    wanted = _by_hyperparameter(tracks)
    declared = frozenset(program.tracks_with_base)
    schedules, items, rates, used, slots = [], [], [], set(), {}
    for index, group in enumerate(groups):
        label = _label(index, group, given)
        taken, pairs = {}, {}
        for hyperparameter, members in wanted.items():
            track = _nearest(members, label)
            place = _place(group, hyperparameter)
            if track is None or place is None:
                continue
            key, position = place
            schedule = program[track]
            if track not in declared and schedule.is_relative:
                schedule = schedule.with_base(_number(initial(group, key), position))
            multiplier = group.get(multipliers.get(key), 1)
            if multiplier != 1:
                schedule = schedule.scaled(multiplier)
            used.add(track)
            slot = slots.setdefault(schedule, len(schedules))
            if slot == len(schedules):
                schedules.append(schedule)
            if position is None:
                taken[key] = slot
            else:
                pairs.setdefault(key, [None, None])[position] = slot
        if "lr" in wanted and "lr" not in taken or not (taken or pairs):
            names = ", ".join(f"`{track}`" for track in tracks)
            raise ValueError(
                f"no track sets the rate of group `{label}`: the tracks are {names}; add `lr`, which holds for all "
                f"groups without one of their own, or `lr.{label}`"
            )
        rates.append(schedules[taken["lr"]] if "lr" in taken else None)
        items += [(index, key, slot) for key, slot in taken.items()]
        items += [(index, key, tuple(pair)) for key, pair in pairs.items()]
    _refuse_unused(optimizer, wanted, used, given)
    _part_tensors(groups, items)
    return schedules, items, rates


def _refuse_open_references(program, tracks):
    # Each group has its own base, and a reference has none: it would stand at base 1.
    for track, other in program.references_without_base:
        if track in tracks:
            root = other.partition(".")[0]
            base = "base" if root == "lr" else f"{root}.base"
            raise ValueError(
                f"track `{track}` refers to `{other}`, which has no base, and would be {other} at base 1, whatever its "
                f"group started with. Declare the base, as in `{base} = 0.1`, or give both tracks one curve: "
                f"`let c = …; {other} = c; {track} = 10x * c` is ten times what the group of `{track}` started with"
            )


def _by_hyperparameter(tracks):
    # Of each hyperparameter, the tracks by the name of their group; "" is for all.
    wanted = {}
    for track in tracks:
        root, _, group = track.partition(".")
        members = wanted.setdefault(_NAMES.get(root, root), {})
        if group in members:
            raise ValueError(f"`{members[group]}` and `{track}` are the same hyperparameter")
        members[group] = track
    return wanted


def _nearest(members, label):
    # `lr.block.3` before `lr.block` before `lr`.
    while label and label not in members:
        label = label.rpartition(".")[0]
    return members.get(label)


def _label(index, group, given):
    if given is None:
        return str(group.get("name", index))
    if not hasattr(given, "items"):
        names = list(given)
        return names[index] if index < len(names) else str(group.get("name", index))
    for name, which in given.items():
        if which(group) if callable(which) else index == which if isinstance(which, int) else index in which:
            return name
    return str(group.get("name", index))


def _place(group, hyperparameter):
    # The key of a group, and the position where that holds a pair; None where the group has no such thing.
    if hyperparameter == "momentum" and "momentum" not in group or hyperparameter in ("beta1", "beta2"):
        position = 1 if hyperparameter == "beta2" else 0
        return ("betas", position) if isinstance(group.get("betas"), (tuple, list)) else None
    value = group.get(hyperparameter)
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return (hyperparameter, None) if is_number or isinstance(value, Tensor) else None


def _number(value, position):
    return float(value if position is None else value[position])


def _refuse_unused(optimizer, wanted, used, given):
    for hyperparameter, members in wanted.items():
        for group_name, track in members.items():
            if track in used:
                continue
            if not any(_place(group, hyperparameter) for group in optimizer.param_groups):
                known = [key for key in optimizer.param_groups[0] if _place(optimizer.param_groups[0], key)]
                raise ValueError(
                    f"track `{track}`: {type(optimizer).__name__} has no hyperparameter `{hyperparameter}`; it has "
                    f"{', '.join(known)}. Leave the track out with tracks=[…]"
                )
            labels = [_label(index, group, given) for index, group in enumerate(optimizer.param_groups)]
            raise ValueError(
                f"no group takes track `{track}`: the groups are {', '.join(f'`{label}`' for label in labels)}. Give "
                f"the group a \"name\", or say which it is with groups={{{group_name or 'name'!r}: …}}"
            )


def _part_tensors(groups, items):
    # One tensor that stands in several groups would keep the last of their values for all.
    owners = {}

    def own(value, slot):
        if not isinstance(value, Tensor) or owners.setdefault(id(value), slot) == slot:
            return value
        copy = value.clone()
        owners[id(copy)] = slot
        return copy

    for index, key, target in items:
        value = groups[index][key]
        if isinstance(target, tuple):
            parts = [own(part, slot) for part, slot in zip(value, target)]
            if any(new is not old for new, old in zip(parts, value)):
                groups[index][key] = tuple(parts)
        else:
            groups[index][key] = own(value, target)
