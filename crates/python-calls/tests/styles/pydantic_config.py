from pydantic import BaseModel, Field
class Base(BaseModel):
    lr: float = Field(0.01, gt=0)
class Config(Base):
    epochs: int = 5
c = Config(epochs=7)
f(c.lr, c.epochs)
