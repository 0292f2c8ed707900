from dataclasses import dataclass, field
from transformers import HfArgumentParser, TrainingArguments
@dataclass
class ModelArguments:
    warmup: int = field(default=500, metadata={"help": "x"})
    betas: list = field(default_factory=lambda: [0.9, 0.95])
    name: str = "gpt"
parser = HfArgumentParser((ModelArguments, TrainingArguments))
model_args, training_args = parser.parse_args_into_dataclasses()
schedule(model_args.warmup, model_args.betas, training_args.learning_rate)
