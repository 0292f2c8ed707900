# schedule: warmup(500) then linear(9500)
# base: 0.0001
# run: 10000 updates
# clean
from transformers import Seq2SeqTrainer, Seq2SeqTrainingArguments

args = Seq2SeqTrainingArguments(
    output_dir="./whisper",
    learning_rate=1e-4,
    warmup_steps=500,
    max_steps=10000,
    gradient_accumulation_steps=2,
)
Seq2SeqTrainer(model=model, args=args, train_dataset=ds).train()
