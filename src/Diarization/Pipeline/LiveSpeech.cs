using Speech.Diarization.Annotations;
using Speech.Diarization.Counting;
using Speech.Diarization.Windows;

namespace Speech.Diarization.Pipeline;

/// <summary>Tells where anybody speaks while the audio still comes: a frame is decided when all windows over it are heard.</summary>
internal sealed class LiveSpeech(FrameGrid grid)
{
    private int _decided;

    /// <summary>Whether everything is decided.</summary>
    public bool IsOver { get; private set; }

    /// <summary>What is decided since the last call.</summary>
    /// <param name="heard">All windows so far.</param>
    /// <param name="isOver">Whether no window will follow.</param>
    /// <param name="seconds">Seconds of audio so far.</param>
    public DiarizationProgress Decide(Segmentations heard, bool isOver, double seconds)
    {
        IsOver = isOver;
        var from = _decided;
        if (heard.Windows > 0) _decided = isOver ? grid.CountFrames(heard.Windows) : grid.FirstFrameOf(heard.Windows);
        return new(DiarizationStage.Listening, seconds)
        {
            DecidedSeconds = isOver ? double.PositiveInfinity : grid.MiddleOf(_decided),
            Speech = SpeechRegions.Of(SpeakerCount.Within(heard, grid, from, _decided), from, grid, seconds),
        };
    }
}
