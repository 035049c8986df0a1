"""Muon: momentum whose step is made orthogonal, for the matrices of the layers (Jordan et al., 2024)."""

import torch


def orthogonal(batch: torch.Tensor, steps: int = 5) -> torch.Tensor:
    """The nearest orthogonal matrices, roughly, by a Newton-Schulz iteration of fifth order; [count, rows, columns], rows <= columns."""
    a, b, c = 3.4445, -4.7750, 2.0315
    x = batch / (batch.flatten(1).norm(dim=1)[:, None, None] + 1e-7)
    for _ in range(steps):
        square = x @ x.transpose(1, 2)
        x = a * x + (b * square + c * square @ square) @ x
    return x


class Muon(torch.optim.Optimizer):
    def __init__(self, parameters, lr: float, momentum: float = 0.95, weight_decay: float = 0.02):
        super().__init__(parameters, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            by_shape: dict[tuple, list] = {}
            for parameter in group["params"]:
                if parameter.grad is not None:
                    by_shape.setdefault(tuple(parameter.shape), []).append(parameter)
            for shape, parameters in by_shape.items():
                self._step(group, shape, parameters)

    def _step(self, group, shape, parameters):
        steps = []
        for parameter in parameters:
            buffer = self.state[parameter].setdefault("momentum", torch.zeros_like(parameter))
            buffer.lerp_(parameter.grad, 1 - group["momentum"])
            steps.append(parameter.grad.lerp(buffer, group["momentum"]))
        tall = shape[0] > shape[1]
        stacked = torch.stack([step.T if tall else step for step in steps])
        size = max(1.0, shape[0] / shape[1]) ** 0.5
        for parameter, step in zip(parameters, orthogonal(stacked)):
            parameter.mul_(1 - group["lr"] * group["weight_decay"])
            parameter.add_(step.T if tall else step, alpha=-group["lr"] * size)
