import copy

import numpy as np
import torch

from dreamstream.training.architecture import MODULES
from dreamstream.training.curation import curated, selectivity
from dreamstream.training.dataset import Examples


def test_selectivity_is_what_the_class_explains():
    classes = torch.tensor([0, 0, 1, 1])
    peaks = torch.tensor([[0.0, 0, 0], [0, 1, 1], [4, 0, 4], [4, 1, 5]])
    assert np.allclose(selectivity(peaks, classes), [1, 0, 16 / 17], atol=1e-3)


def test_it_scales_channels_and_says_the_same_at_the_end(worn_net, examples):
    before = copy.deepcopy(worn_net.state_dict())
    quieter = curated(worn_net, examples, 24, gamma=3)
    pictures = torch.rand(2, 3, 40, 40)
    with torch.no_grad():
        for one, two in zip(worn_net(pictures), quieter(pictures), strict=True):
            assert torch.allclose(one, two, rtol=1e-3, atol=1e-4)
        said, curated_said = worn_net.activations(pictures), quieter.activations(pictures)
    assert all(torch.equal(before[name], value) for name, value in worn_net.state_dict().items())
    for name in MODULES:
        on = said[name].amax((0, 2, 3)) > 1e-3
        factors = (curated_said[name].amax((0, 2, 3)) / said[name].amax((0, 2, 3)))[on]
        assert factors.max() / factors.min() > 2


def test_the_more_selective_of_two_channels_is_the_louder(worn_net, examples):
    classes = torch.from_numpy(examples.shares).argmax(1)
    pictures = torch.from_numpy(examples.pictures).permute(0, 3, 1, 2) / 255
    shown = torch.nn.functional.interpolate(pictures, (24, 24), mode="bilinear", antialias=True)
    with torch.no_grad():
        plain = curated(worn_net, examples, 24, gamma=0).activations(shown)["4c"].amax((2, 3))
        strong = curated(worn_net, examples, 24, gamma=2).activations(shown)["4c"].amax((2, 3))
    chosen = selectivity(plain, classes)
    on = plain.amax(0) > 1e-3
    gain = (strong.amax(0) / plain.amax(0))[on]
    best, worst = chosen[on].topk(20).indices, chosen[on].topk(20, largest=False).indices
    assert gain[best].median() > 2 * gain[worst].median()


def test_examples_of_one_class_alone_prefer_nothing(worn_net, examples):
    one = Examples(examples.pictures[:1].repeat(4, 0), examples.shares[:1].repeat(4, 0))
    pictures = torch.rand(1, 3, 24, 24)
    with torch.no_grad():
        assert torch.allclose(
            curated(worn_net, one, 24, gamma=3)(pictures)[0], worn_net(pictures)[0], rtol=1e-3, atol=1e-4
        )
