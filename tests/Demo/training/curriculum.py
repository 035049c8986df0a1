"""In which order the network learns: single words in short windows first, whole conversations in 30 seconds last."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Stage:
    steps: int
    seconds: float     # length of a window
    batch: int
    words: float       # share of utterances that are random words; the rest are sentences
    worsened: float    # share of clips that went through a room
    reach: int = 0     # how far the encoder's positions see each other, see Encoder; 0 for everywhere
    encoder: bool = True  # whether the encoder learns, too
    music: float = 0.0    # share of clips that are music, and of the others that have some behind the speech
    lively: float = 0.08  # share of utterances that begin before the one before has ended
    peak: float = 1.0     # of the learning rate; below 1 the stage is a lesson after school: the rate rises once more, and falls within it
    blur: float = 0.0     # standard deviation of the noise added to the encoder output, relative to its own: more than 8-bit rounding adds


STAGES = [
    Stage(1500, 2.5, 16, 0.9, 0.3),
    Stage(3000, 2.5, 16, 0.5, 0.6),
    Stage(1500, 5.0, 8, 0.3, 0.7),
    Stage(800, 10.0, 4, 0.3, 0.7, 250),
    Stage(1200, 30.0, 3, 0.25, 0.7, 250),
    Stage(900, 30.0, 2, 0.35, 0.6),
    Stage(500, 30.0, 2, 0.8, 0.6, 0, False),
    Stage(900, 30.0, 2, 0.5, 0.6, music=0.1, peak=0.1),
    Stage(900, 30.0, 2, 0.4, 0.7, music=0.06, lively=0.25, peak=0.1),
]

# For a network that has ended school, as loud and as lively as conversations get.
LESSON = [
    Stage(1100, 30.0, 2, 0.35, 0.8, 250, music=0.04, lively=0.3, peak=0.3, blur=0.02),
    Stage(100, 30.0, 2, 0.35, 0.8, music=0.04, lively=0.25, peak=0.1, blur=0.02),
]

ASSISTANT = [
    Stage(1500, 5.0, 16, 0.3, 0.6),
    Stage(1000, 30.0, 4, 0.25, 0.6, 250),
    Stage(200, 30.0, 4, 0.25, 0.6),
]


class Curriculum:
    """The stages, each as long as a factor says."""

    def __init__(self, factor: float = 1.0, batch_factor: int = 1, stages=STAGES):
        self.stages = [replace(s, steps=max(1, round(s.steps * factor)), batch=s.batch * batch_factor) for s in stages]
        self.steps = sum(stage.steps for stage in self.stages)

    def at(self, step: int) -> Stage:
        return self._place(step)[0]

    def _place(self, step: int) -> tuple[Stage, int]:
        """The stage of a step, and how many of its steps came before."""
        for stage in self.stages:
            if step < stage.steps:
                return stage, step
            step -= stage.steps
        return self.stages[-1], self.stages[-1].steps

    def seconds_seen(self, step: int) -> float:
        """Seconds of sound in all the steps of school before one."""
        seconds = 0.0
        for stage in self.stages:
            seconds += min(step, stage.steps) * stage.batch * stage.seconds * (stage.peak == 1)
            step = max(0, step - stage.steps)
        return seconds

    def rate(self, step: int) -> float:
        """Share of the full learning rate: warms up, stays, falls to a fiftieth while the last 70 percent of the audio are processed."""
        stage, done = self._place(step)
        if stage.peak < 1:
            return min((done + 1) / 50, 1.0) * max(0.02, stage.peak * (1 - done / stage.steps))
        left = 1 - self.seconds_seen(step) / self.seconds_seen(self.steps)
        return min(1.0, (step + 1) / 300, max(0.02, left / 0.7))
