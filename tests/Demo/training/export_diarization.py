"""Writes the checkpoints of the two trainings and the fitted PLDA as a pipeline folder in pyannote's layout.

    python3 export_diarization.py --segmentation RUN --embedding RUN2 --plda RUN3 --to ../models/demo-diarization
"""

import argparse
import shutil
import sys
import types
from enum import Enum
from pathlib import Path

import torch

from pyannet import AT_ONCE, SECONDS, SPEAKERS

# In release 4 only embeddings of speakers who are alone for a fifth of a window form clusters.
PIPELINE = """\
dependencies:
  pyannote.audio: 4.0.0

pipeline:
  name: pyannote.audio.pipelines.SpeakerDiarization
  params:
    clustering: VBxClustering
    embedding: $model/embedding
    embedding_batch_size: 32
    embedding_exclude_overlap: true
    plda: $model/plda
    segmentation: $model/segmentation
    segmentation_batch_size: 32

params:
  clustering:
    threshold: {threshold}
    Fa: {evidence}
    Fb: {reluctance}
  segmentation:
    min_duration_off: 0.0

# For this endpoint alone. The small segmentation often takes one person for two within a window.
speech:
  constrained_assignment: false
"""

SEGMENTATION = """\
task:
  _target_: pyannote.audio.tasks.SpeakerDiarization
  duration: {seconds:.1f}
  max_speakers_per_chunk: {speakers}
  max_speakers_per_frame: {at_once}
model:
  _target_: pyannote.audio.models.segmentation.PyanNet
  sample_rate: 16000
  num_channels: 1
  sincnet:
    stride: 10
  lstm:
    hidden_size: {hidden}
    num_layers: {layers}
    bidirectional: true
    monolithic: true
  linear:
    hidden_size: {width}
    num_layers: 2
"""

# m_channels: the published network has 32.
EMBEDDING = """\
model:
  _target_: pyannote.audio.models.embedding.WeSpeakerResNet34
  sample_rate: 16000
  num_channels: 1
  num_mel_bins: 80
  frame_length: 25
  frame_shift: 10
  dither: 0.0
  window_type: "hamming"
  use_energy: false
  m_channels: {channels}
"""


def _task_module() -> types.ModuleType:
    """pyannote's module of the classes that its checkpoints hold instances of, with just those classes: pickle stores their names."""
    module = types.ModuleType("pyannote.audio.core.task")

    class Problem(Enum):
        BINARY_CLASSIFICATION, MONO_LABEL_CLASSIFICATION, MULTI_LABEL_CLASSIFICATION, REPRESENTATION, REGRESSION = range(5)

    class Resolution(Enum):
        FRAME, CHUNK = 1, 2

    class Specifications:
        def __init__(self, **known):
            self.__dict__.update(known)

    for kind in (Problem, Resolution, Specifications):
        kind.__module__, kind.__qualname__ = module.__name__, kind.__name__
        setattr(module, kind.__name__, kind)
    for name in ("pyannote", "pyannote.audio", "pyannote.audio.core"):
        sys.modules.setdefault(name, types.ModuleType(name))
    sys.modules[module.__name__] = module
    return module


def half(tensor: torch.Tensor) -> torch.Tensor:
    """In half precision where that saves something: the small ones are edges of filters, means and deviations."""
    tensor = tensor.detach().cpu().contiguous()
    return tensor.half() if tensor.numel() > 1000 else tensor


def write_checkpoint(path: Path, weights: dict, parameters: dict, module: str, name: str, specifications):
    torch.save({
        "state_dict": {key: half(tensor) for key, tensor in weights.items()},
        "hyper_parameters": parameters, "epoch": 0, "global_step": 0, "pytorch-lightning_version": "2.0.0",
        "pyannote.audio": {"versions": {"torch": "1.13.0", "pyannote.audio": "3.1.0"},
                           "architecture": {"module": module, "class": name}, "specifications": specifications},
    }, path)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--segmentation", type=Path, required=True, help="run of train_segmentation.py")
    arguments.add_argument("--embedding", type=Path, required=True, help="run of train_embedding.py")
    arguments.add_argument("--plda", type=Path, required=True, help="folder of train_plda.py")
    arguments.add_argument("--threshold", type=float, default=0.6, help="distance at which two clusters of the first guess are two people")
    arguments.add_argument("--evidence", type=float, default=0.065, help="how much a voice counts")
    arguments.add_argument("--reluctance", type=float, default=5.0, help="what a further person costs")
    arguments.add_argument("--to", type=Path, required=True)
    options = arguments.parse_args()
    task = _task_module()
    segmentation = torch.load(options.segmentation / "checkpoint.pt", map_location="cpu")["network"]
    embedding = torch.load(options.embedding / "checkpoint.pt", map_location="cpu")["network"]
    (options.to / "segmentation").mkdir(parents=True, exist_ok=True)
    (options.to / "embedding").mkdir(parents=True, exist_ok=True)

    hidden, width = segmentation["lstm.weight_hh_l0"].shape[1], segmentation["linear.0.bias"].shape[0]
    layers = sum(key.startswith("lstm.weight_hh") and not key.endswith("reverse") for key in segmentation)
    write_checkpoint(
        options.to / "segmentation" / "pytorch_model.bin", segmentation,
        {"sample_rate": 16000, "num_channels": 1, "sincnet": {"stride": 10, "sample_rate": 16000},
         "lstm": {"hidden_size": hidden, "num_layers": layers, "bidirectional": True, "monolithic": True, "dropout": 0.0, "batch_first": True},
         "linear": {"hidden_size": width, "num_layers": 2}},
        "pyannote.audio.models.segmentation", "PyanNet",
        task.Specifications(problem=task.Problem.MONO_LABEL_CLASSIFICATION, resolution=task.Resolution.FRAME, duration=SECONDS, min_duration=None,
                            warm_up=(0.0, 0.0), classes=[f"speaker#{i + 1}" for i in range(SPEAKERS)], powerset_max_classes=AT_ONCE, permutation_invariant=True))
    (options.to / "segmentation" / "config.yaml").write_text(
        SEGMENTATION.format(seconds=SECONDS, speakers=SPEAKERS, at_once=AT_ONCE, hidden=hidden, layers=layers, width=width))

    weights = {key: tensor for key, tensor in embedding.items() if key.startswith("resnet.")}
    write_checkpoint(
        options.to / "embedding" / "pytorch_model.bin", weights, {}, "pyannote.audio.models.embedding", "WeSpeakerResNet34",
        task.Specifications(problem=task.Problem.REPRESENTATION, resolution=task.Resolution.CHUNK, duration=5.0, min_duration=None, warm_up=(0.0, 0.0),
                            classes=None, powerset_max_classes=None, permutation_invariant=False))
    (options.to / "embedding" / "config.yaml").write_text(EMBEDDING.format(channels=weights["resnet.conv1.weight"].shape[0]))
    shutil.copytree(options.plda, options.to / "plda", dirs_exist_ok=True)
    (options.to / "config.yaml").write_text(PIPELINE.format(threshold=options.threshold, evidence=options.evidence, reluctance=options.reluctance))
    print(f"{sum(file.stat().st_size for file in options.to.rglob('*') if file.is_file()) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
