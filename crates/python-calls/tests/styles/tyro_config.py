import tyro
class Args:
    total_timesteps: int = 500000
    num_envs: int = 4
    num_steps: int = 128
args = tyro.cli(Args)
args.batch_size = int(args.num_envs * args.num_steps)
args.num_iterations = args.total_timesteps // args.batch_size
for iteration in range(1, args.num_iterations + 1):
    frac = 1.0 - (iteration - 1.0) / args.num_iterations
    optimizer.param_groups[0]["lr"] = frac * args.learning_rate
