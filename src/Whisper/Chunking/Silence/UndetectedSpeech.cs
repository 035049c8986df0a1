using System.Numerics.Tensors;
using Speech.Audio;

namespace Speech.Whisper.Chunking.Silence;

/// <summary>Adds sound to the detected speech of audio that is as loud, so that the decoder decides whether it is speech: voice activity
/// detection misses some, above all with echoes and in noise.</summary>
/// <param name="options">What counts as such sound.</param>
internal sealed class UndetectedSpeech(UndetectedSpeechOptions options)
{
    private const int FrameSamples = AudioDecoder.SampleRate / 10;

    private readonly List<SpeechRegion> _detected = [];
    private readonly List<PackedSpan> _spans = [];
    private long _frames;
    private double _known;
    private double _speechPower;
    private int _speechFrames;

    // The current stretch of loud frames, of which the part before _taken has been returned.
    private double? _start;
    private double _end, _taken, _loud;

    // The end of the frames that have been looked at, and that of the next one.
    private double Now => AudioDecoder.SecondsOf(_frames * FrameSamples);

    private double Next => AudioDecoder.SecondsOf((_frames + 1) * FrameSamples);

    /// <summary>Adds what is known of the audio up to a time.</summary>
    /// <param name="detected">Spans in order, after those added before.</param>
    /// <param name="decided">Everything up to here is known: seconds.</param>
    /// <param name="audio">Holds the audio from the time that the last call returned.</param>
    /// <param name="isComplete">Whether the audio ends there.</param>
    /// <returns>Detected and undetected spans in order, after those returned before, and the time up to which these are known.</returns>
    public (IReadOnlyList<PackedSpan> Spans, double Decided) Add(
        IReadOnlyList<SpeechRegion> detected, double decided, SampleBuffer audio, bool isComplete)
    {
        _detected.AddRange(detected);
        // The sound next to speech that begins later belongs to it.
        var last = isComplete ? decided : decided - options.Margin;
        for (; Next <= last; _frames++) AddFrame(audio);
        if (isComplete) EndStretch();
        var known = isComplete ? decided : IsPending ? _start!.Value : Now;
        if (_start is not null && !IsPending) Take();
        _spans.AddRange(SpeechRegion.Crop(_detected, _known, known).Select(region => new PackedSpan(region.Start, region.End)));
        _detected.RemoveAll(span => span.End <= Math.Min(known, Now - options.Margin));
        PackedSpan[] spans = [.. _spans.OrderBy(span => span.Start)];
        _spans.Clear();
        _known = known;
        return (spans, known);
    }

    private bool IsPending => _start is not null && _loud < options.MinLength;

    private void AddFrame(SampleBuffer audio)
    {
        var (start, end) = (Now, Next);
        var samples = audio.Between(start, end);
        var power = TensorPrimitives.SumOfSquares(samples) / Math.Max(1, samples.Length);
        if (_detected.Exists(span => span.Start <= start && span.End >= end))
        {
            _speechPower += power;
            _speechFrames++;
        }

        if (_detected.Exists(span => span.Start < end + options.Margin && span.End > start - options.Margin)) EndStretch();
        else if (power > Math.Max(options.MinPower, _speechFrames == 0 ? 0 : options.MinShare * _speechPower / _speechFrames))
        {
            _start ??= _taken = start;
            _end = end;
            _loud += end - start;
        }
        else if (end - _end > options.MaxPause) EndStretch();
    }

    private void EndStretch()
    {
        if (_start is not null && !IsPending) Take();
        (_start, _loud) = (null, 0);
    }

    private void Take()
    {
        if (_end > _taken) _spans.Add(new(_taken, _end, IsDetected: false));
        _taken = _end;
    }
}
