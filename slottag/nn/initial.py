"""Where the weights of a recurrent cell start."""

from __future__ import annotations

from torch import nn


def initialise(cell: nn.Module, gates: int = 1) -> None:
    """Glorot's range for the input weights, an orthogonal recurrent matrix for each gate, and no bias.

    The parameters are told by their names: ``weight_ih…``, ``weight_hh… (gates·hidden, hidden)``, ``bias…``. Source:
    Glorot & Bengio 2010; Saxe, McClelland & Ganguli 2014.
    """
    for name, parameter in cell.named_parameters():
        if name.startswith("weight_ih"):
            nn.init.xavier_uniform_(parameter)
        elif name.startswith("weight_hh"):
            for gate in parameter.detach().chunk(gates):
                nn.init.orthogonal_(gate)
        elif name.startswith("bias"):
            nn.init.zeros_(parameter)
