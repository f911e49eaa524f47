"""True answers: the latent model, body measurements, and everything that is derived."""
