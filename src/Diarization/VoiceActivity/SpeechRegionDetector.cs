using Speech.Audio;
using Speech.Diarization.Segmentation;

namespace Speech.Diarization.VoiceActivity;

/// <summary>Converts speech scores to regions, frame by frame: hysteresis thresholding, then short gaps are filled, then short regions
/// are removed. A region begins and ends in the middle of a frame.</summary>
/// <param name="options">Thresholds and durations.</param>
/// <param name="grid">Maps frames to the time axis.</param>
internal sealed class SpeechRegionDetector(VoiceActivityOptions options, FrameGrid grid)
{
    private readonly List<SpeechRegion> _decided = [];
    private int _frames;
    private bool _isActive;
    private double _onset;
    // The current region of speech, including filled gaps, or the last one, while the gap after it may still be filled.
    private SpeechRegion? _region;
    // End of the part of the current region that is decided already.
    private double _decidedEnd = double.NegativeInfinity;

    /// <summary>Processes the next frames.</summary>
    /// <param name="scores">Shape (frames): 0 to 1.</param>
    public void Add(ReadOnlySpan<float> scores)
    {
        foreach (var score in scores)
        {
            var time = grid.MiddleOf(_frames++);
            if (_isActive && score < options.Offset)
            {
                _isActive = false;
                _region = _region!.Value with { End = time };
            }
            else if (!_isActive && score > options.Onset)
            {
                (_isActive, _onset) = (true, time);
                if (_region is { } last && time - last.End >= options.MinDurationOff) CloseRegion(last);
                _region ??= new(time, time);
            }
        }
    }

    /// <summary>Returns the regions that have been decided since the last call; the first may continue the last one of that call.</summary>
    /// <returns>The regions, and the time in seconds up to which speech is decided.</returns>
    public (List<SpeechRegion> Speech, double DecidedSeconds) TakeDecided()
    {
        var now = grid.MiddleOf(_frames);
        if (_region is { } last && !_isActive && now - last.End >= options.MinDurationOff) CloseRegion(last);
        var decided = now;
        if (_region is { } current)
        {
            // A short region may still be removed, and a short gap be filled.
            var end = _isActive ? now : current.End;
            decided = end - current.Start >= options.MinDurationOn ? end : current.Start;
            Decide(current with { End = decided });
        }

        return (TakeRegions(), decided);
    }

    /// <summary>Returns the remaining regions, once the audio has ended.</summary>
    public List<SpeechRegion> TakeRest()
    {
        // Speech in the last frame alone has no duration.
        var end = grid.MiddleOf(_frames - 1);
        if (_region is { } last) CloseRegion(_isActive && end > _onset ? last with { End = end } : last);
        _isActive = false;
        return TakeRegions();
    }

    private void CloseRegion(SpeechRegion region)
    {
        if (region.End - region.Start >= options.MinDurationOn) Decide(region);
        _region = null;
    }

    private void Decide(SpeechRegion region)
    {
        var start = Math.Max(region.Start, _decidedEnd);
        if (start >= region.End) return;
        _decided.Add(region with { Start = start });
        _decidedEnd = region.End;
    }

    private List<SpeechRegion> TakeRegions()
    {
        List<SpeechRegion> taken = [.. _decided];
        _decided.Clear();
        return taken;
    }
}
