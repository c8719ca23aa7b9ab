"""Two thin layers for one: what they say, what they cost, and what each way of them looks at."""

import pytest
import torch
from torch import Tensor, nn

from mrcnn_edu.layers.truncated_linear import truncate, truncate_by_pca


def layer(columns: int = 12, rows: int = 8, *, bias: bool = True) -> nn.Linear:
    torch.manual_seed(0)
    return nn.Linear(columns, rows, bias=bias)


def examples(number: int = 60, columns: int = 12) -> Tensor:
    """Numbers of which some differ much more than others, and none has a mean of 0."""
    drawn = torch.randn(number, columns, generator=torch.Generator().manual_seed(1))
    return drawn * torch.logspace(0, -2, columns).flip(0) + 3


@pytest.mark.parametrize("bias", [True, False])
def test_full_rank_says_the_same(bias: bool) -> None:
    whole = layer(bias=bias)
    expected = whole(examples())
    assert torch.allclose(truncate(whole, 8)(examples()), expected, atol=1e-5)
    assert torch.allclose(truncate_by_pca(whole, 8, examples())(examples()), expected, atol=1e-5)


@pytest.mark.parametrize("rank", [1, 3])
def test_so_many_weights_and_one_bias(rank: int) -> None:
    for thin in (truncate(layer(), rank), truncate_by_pca(layer(), rank, examples())):
        assert [tuple(p.shape) for p in thin.parameters()] == [(rank, 12), (8, rank), (8,)]


def error(thin: nn.Module, whole: nn.Module, inputs: Tensor) -> float:
    return float((thin(inputs) - whole(inputs)).detach().square().mean())


def test_each_way_is_the_better_one_by_its_own_measure() -> None:
    whole, inputs = layer(), examples()
    by_weights, by_examples = truncate(whole, 3), truncate_by_pca(whole, 3, inputs)
    assert error(by_examples, whole, inputs) < 0.5 * error(by_weights, whole, inputs)
    unit = torch.eye(12)  # all directions alike, which is what the sum of squared weights measures
    still = truncate_by_pca(layer(bias=False), 3, inputs)
    assert error(truncate(layer(bias=False), 3), layer(bias=False), unit) < error(
        still, layer(bias=False), unit
    )


def test_the_layer_stays_and_its_dtype_goes_on() -> None:
    whole = layer().double()
    before = whole.weight.detach().clone()
    thin = truncate(whole, 2)
    nn.init.zeros_(thin[1].bias)
    assert torch.equal(whole.weight, before)
    assert bool(whole.bias.detach().any())
    assert thin(torch.zeros(1, 12, dtype=torch.float64)).dtype == torch.float64


def test_examples_of_another_layer() -> None:
    with pytest.raises(ValueError, match="inputs"):
        truncate_by_pca(layer(), 2, torch.zeros(5, 11))
    with pytest.raises(ValueError, match="rank must be from 1 to 8"):
        truncate_by_pca(layer(), 9, examples())
