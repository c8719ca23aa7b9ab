"""Weights to begin a training with: of a backbone alone, or of a detector of other classes."""

import gzip
import io
import zlib
from pathlib import Path

from torch import Tensor, nn

from mrcnn_edu.detectors.pickled_weights import read_pickled
from mrcnn_edu.detectors.published import RESNET50, Published, find_weights
from mrcnn_edu.detectors.weight_files import check_finite, read_state_dict
from mrcnn_edu.detectors.weights import modern_key, without_prefix
from mrcnn_edu.layers.residual_blocks import BasicBlock, Bottleneck

CLASSIFIER = ("fc.weight", "fc.bias")  # of ImageNet's classes; a detector has heads of its own


def load_backbone(detector: nn.Module, path: str | Path) -> None:
    """Load a classifier's ResNet into a detector, or leave it as it is and say why it does not fit.

    Args:
        detector: with a ResNet as its backbone or within it. On a C4 map the last stage is the
            heads', and is loaded into them.
        path: of torchvision's weights of that ResNet, .pth, .pth.gz or .safetensors. What they
            have beyond it, such as the classifier, is left out.

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: if it is damaged, or holds another network.
    """
    path = Path(path)
    in_file = without_prefix(_read(path), "conv1.weight", path)
    in_file = {key: value for key, value in in_file.items() if key not in CLASSIFIER}
    own: dict[str, Tensor] = {}
    for start, part in _resnet_parts(detector).items():
        own |= {start + key: value for key, value in part.state_dict().items()}
    own = {key: value for key, value in own.items() if "num_batches" not in key}
    wrong = [key for key in own if key not in in_file or in_file[key].shape != own[key].shape]
    if wrong:
        raise ValueError(
            f"{path} does not hold this backbone: of {len(own)} tensors {len(wrong)} are missing or"
            f" have another shape, the first is {wrong[0]}; it should be torchvision's file of the"
            " same ResNet; that of mask_rcnn_tiny is a ResNet of its own, without a file"
        )
    for key, value in own.items():
        value.copy_(in_file[key])  # a state dict shares the module's memory


def _resnet_parts(detector: nn.Module) -> dict[str, nn.Module]:
    """The parts of its ResNet, by what the names of their tensors begin with in a file."""
    backbone = detector.get_submodule("backbone")
    parts: dict[str, nn.Module] = {"": getattr(backbone, "body", backbone)}
    head = getattr(detector.get_submodule("roi_heads"), "mask_head", None)
    if isinstance(head, nn.Sequential) and isinstance(head[0], BasicBlock | Bottleneck):
        parts["layer4."] = head  # res5, where the map is C4
    return parts


def load_all_but_predictors(
    detector: nn.Module, weights: str | Path, published: Published | None = None
) -> list[str]:
    """Load the weights of a detector of other classes, except what depends on their number.

    Args:
        detector: what to load them into.
        weights: the path of a file; or "COCO_V1", "DEFAULT" or torchvision's own enum for the
            published ones.
        published: which file that is; None where there is none.

    Returns:
        The names of the parameters that stay as they were, those of the last layers.

    Raises:
        OSError: if the file cannot be read or downloaded.
        ValueError: if it is damaged, or holds another detector.
    """
    path = find_weights(weights, published)
    own = detector.state_dict()
    in_file = without_prefix(read_state_dict(path), next(iter(own)), path)
    given = {modern_key(key): tensor for key, tensor in in_file.items()}
    missing = [key for key in own if key not in given and "num_batches" not in key]
    left = [key for key in own if key in given and given[key].shape != own[key].shape]
    others = [key for key in left if "predictor" not in key]
    if missing or others:
        raise ValueError(
            f"{path} does not hold the weights of such a detector: {len(missing)} tensors are"
            f" missing and {len(others)} have another shape, the first is {[*missing, *others][0]};"
            " is it the file of another detector, or do its names begin otherwise?"
        )
    detector.load_state_dict({k: v for k, v in given.items() if k in own and k not in left}, False)
    return left


def _read(path: Path) -> dict[str, Tensor]:
    """As ``read_state_dict``, and also of a file that gzip made smaller."""
    if not path.is_file():
        raise FileNotFoundError(
            f"there is no file of a backbone's weights {path}; of a ResNet-50, `python -m mrcnn_edu"
            f" download resnet50` fetches torchvision's {RESNET50.file}"
        )
    if path.suffix != ".gz":
        return read_state_dict(path)
    try:
        content = gzip.decompress(path.read_bytes())
    except (EOFError, OSError, zlib.error) as error:
        raise ValueError(f"{path} cannot be read as weights, it may be cut off: {error}") from error
    found = read_pickled(path, io.BytesIO(content))
    check_finite(found, path)
    return found
