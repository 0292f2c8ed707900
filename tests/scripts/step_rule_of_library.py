# none
# clean
import stable_baselines3 as sb3


def linear(initial):
    def value(progress_remaining):
        return progress_remaining * initial

    return value


model = sb3.PPO("MlpPolicy", "CartPole-v1", learning_rate=linear(3e-4))
model.learn(100_000)
