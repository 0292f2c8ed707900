# schedule: cosine(25) mirror repeat
# base: 0.001
# run: 25 epochs
# clean
import torch
from sklearn.model_selection import KFold

EPOCHS = 25
for fold, (train_idx, valid_idx) in enumerate(KFold(n_splits=5).split(df)):
    model = create_model()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=EPOCHS)
    for epoch in range(EPOCHS):
        train_fn(train_idx, model, optimizer)
        eval_fn(valid_idx, model)
        scheduler.step()
