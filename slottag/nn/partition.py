"""The sum over all tag sequences of a chain, and how often each of its scores is taken."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable


class LogPartition(torch.autograd.Function):
    """``log Σ_y exp score(y)`` over all tag sequences of each sentence, with a gradient worked out by hand.

    ``score(y) = starts[y_1] + Σ_t emissions[t, y_t] + Σ_t transitions[y_{t-1}, y_t] + ends[y_n]``; what is forbidden
    has the score -inf. The sum is a product of matrices: the vectors that go forwards are kept as probabilities that
    sum to 1, those that come backwards are divided by the same sums (the scaling of Rabiner 1989, section V.A). The
    gradient is how often each score is taken (Baum & Welch's forward-backward algorithm; Eisner 2016 for why), so it
    needs no graph of all the steps, and the transitions of all places are counted in one product. Double precision
    holds what single would lose.

    The arguments of ``apply``, in this order:

    - ``emissions``: ``(batch, length, tags)``
    - ``transitions``: ``(tags, tags)``, that of the column behind that of the row
    - ``starts``, ``ends``: ``(tags,)``
    - ``mask``: ``(batch, length)`` true where there is a token; each sentence has one at least
    """

    @staticmethod
    def forward(ctx: Any, emissions: Tensor, transitions: Tensor, starts: Tensor, ends: Tensor, mask: Tensor) -> Tensor:
        """Scores to the logarithms of their sums, ``(batch,)``."""
        highest = emissions.amax(dim=2)
        weights = (emissions - highest[:, :, None]).transpose(0, 1).double().exp()
        moves, first, last = (scores.double().exp() for scores in (transitions, starts, ends))
        inside = mask.T[:, :, None]
        forwards, sums = _forwards(weights, moves, first, inside)
        total = forwards[-1] @ last
        ctx.save_for_backward(weights, moves, last, inside, forwards, sums, total)
        return sums.log().sum(dim=(0, 2)) + total.log() + (highest * mask).sum(dim=1)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor, None]:
        """How often each score is taken, times the gradient of its sentence."""
        weights, moves, last, inside, forwards, sums, total = ctx.saved_tensors
        backwards, arriving = _backwards(weights, moves, last * (gradient / total)[:, None], inside, sums)
        taken = (forwards * backwards).mul_(inside.double())
        moved = moves * (forwards[:-1].flatten(0, 1).T @ arriving.flatten(0, 1))
        ended = (forwards[-1] * backwards[-1]).sum(dim=0)
        return taken.transpose(0, 1), moved, taken[0].sum(dim=0), ended, None


def _forwards(weights: Tensor, moves: Tensor, first: Tensor, inside: Tensor) -> tuple[Tensor, Tensor]:
    """The vectors from the start up to each place, ``(length, batch, tags)``, and the sums they were divided by,
    ``(length, batch, 1)``; behind a sentence's end its last vector, divided by 1.
    """
    vectors, sums = torch.empty_like(weights), weights.new_ones(inside.shape)
    rows, sums_here, all_inside = vectors.unbind(), sums.unbind(), inside.all(dim=1).flatten().tolist()
    for place, (weight, here) in enumerate(zip(weights.unbind(), inside.unbind(), strict=True)):
        vector = torch.mm(rows[place - 1], moves).mul_(weight) if place else weight * first
        if not all_inside[place]:
            vector = torch.where(here, vector, rows[place - 1])
        torch.sum(vector, dim=1, keepdim=True, out=sums_here[place])
        torch.div(vector, sums_here[place], out=rows[place])
    return vectors, sums


def _backwards(weights: Tensor, moves: Tensor, last: Tensor, inside: Tensor, sums: Tensor) -> tuple[Tensor, Tensor]:
    """The vectors from behind each place to the end, ``(length, batch, tags)``, and what of them arrives at each place
    from the one before, ``(length - 1, batch, tags)``, 0 behind a sentence's end.
    """
    vectors, arriving = torch.empty_like(weights), torch.empty_like(weights[1:])
    vectors[-1] = last
    factors = weights[1:] * (inside[1:] / sums[1:])
    rows, back, all_inside = vectors.unbind(), moves.T, inside.all(dim=1).flatten().tolist()
    steps = enumerate(zip(factors.unbind(), arriving.unbind(), inside[1:].unbind(), strict=True), start=1)
    for place, (factor, arrives, here) in reversed(list(steps)):
        torch.mul(rows[place], factor, out=arrives)
        torch.mm(arrives, back, out=rows[place - 1])
        if not all_inside[place]:
            torch.where(here, rows[place - 1], rows[place], out=rows[place - 1])
    return vectors, arriving
