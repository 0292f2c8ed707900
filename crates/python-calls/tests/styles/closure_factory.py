def schedule(total):
    def factor(step):
        return max(0.0, 1 - step / total)
    return factor
s = LambdaLR(opt, schedule(50))
