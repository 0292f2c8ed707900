from tqdm import tqdm, trange
from tqdm.auto import tqdm as bar
for e in trange(3, desc="epoch"):
    for i, batch in enumerate(tqdm(loader, total=10)):
        f(i)
    for i, batch in tqdm(enumerate(loader, 1)):
        f(i)
p = bar(range(args.steps))
for step in p:
    f(step)
with tqdm(loader) as progress:
    for x, y in progress:
        f(x)
