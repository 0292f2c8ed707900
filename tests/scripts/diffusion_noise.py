# none
# clean
import torch
from diffusers import DDIMScheduler, UNet2DModel

scheduler = DDIMScheduler(num_train_timesteps=1000)
scheduler.set_timesteps(50)
unet = UNet2DModel.from_pretrained("ddpm")
image = torch.randn(1, 3, 64, 64)
for t in scheduler.timesteps:
    with torch.no_grad():
        noise = unet(image, t).sample
    image = scheduler.step(noise, t, image).prev_sample
