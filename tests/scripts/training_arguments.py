# base: 2e-5
# run: 3 epochs
# clean
from transformers import AutoModelForSequenceClassification, Trainer, TrainingArguments

model = AutoModelForSequenceClassification.from_pretrained("roberta-base")
training_args = TrainingArguments(
    output_dir="out",
    learning_rate=2e-5,
    num_train_epochs=3,
    per_device_train_batch_size=16,
    lr_scheduler_type="cosine",
    warmup_steps=100,
)
trainer = Trainer(model=model, args=training_args, train_dataset=train, eval_dataset=dev)
trainer.train()
