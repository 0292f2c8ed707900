# schedule: warmup(50) then cosine(950) mirror repeat
# base: 0.0002
# params: script_args.max_steps = 1000, script_args.learning_rate = 0.0002
# run: 1000 steps
# clean
from dataclasses import dataclass, field

import torch
from transformers import HfArgumentParser, get_cosine_schedule_with_warmup


@dataclass
class ScriptArguments:
    learning_rate: float = field(default=2e-4, metadata={"help": "the peak"})
    max_steps: int = field(default=1000)
    warmup_steps: int = field(default=50)


parser = HfArgumentParser(ScriptArguments)
script_args = parser.parse_args_into_dataclasses()[0]
optimizer = torch.optim.AdamW(model.parameters(), lr=script_args.learning_rate)
scheduler = get_cosine_schedule_with_warmup(optimizer, script_args.warmup_steps, script_args.max_steps)
for step in range(script_args.max_steps):
    model(**next(data)).loss.backward()
    optimizer.step()
    scheduler.step()
    optimizer.zero_grad()
