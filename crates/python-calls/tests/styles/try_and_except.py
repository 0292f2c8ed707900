try:
    for e in range(3):
        scheduler.step()
except KeyboardInterrupt:
    save()
finally:
    close()
