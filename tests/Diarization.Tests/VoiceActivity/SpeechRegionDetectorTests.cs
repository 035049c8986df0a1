using Speech.Audio;
using Speech.Diarization.Segmentation;
using Speech.Diarization.VoiceActivity;

namespace Speech.Diarization.Tests.VoiceActivity;

public sealed class SpeechRegionDetectorTests
{
    // The middle of frame n is n seconds.
    private static readonly FrameGrid Grid = new(10, 1, 1, 0);

    private static readonly VoiceActivityOptions Plain = new() { Onset = 0.6, Offset = 0.4, MinDurationOn = 0, MinDurationOff = 0 };

    [Fact]
    public void Speech_begins_above_the_onset_and_ends_below_the_offset()
        => Assert.Equal([new(1, 4), new(6, 7)], Detect(Plain, [0.5f, 0.7f, 0.5f, 0.4f, 0.3f, 0.5f, 0.61f, 0.39f, 0.5f]));

    [Fact]
    public void Speech_at_the_end_lasts_to_the_last_frame()
        => Assert.Equal([new(0, 2)], Detect(Plain, [0.9f, 0.9f, 0.9f]));

    [Fact]
    public void Short_gaps_are_filled_before_short_regions_are_removed()
    {
        float[] scores = [1, 0, 1, 0, 0, 0, 1, 0, 0, 0];
        Assert.Equal([new(0, 3)], Detect(Plain with { MinDurationOn = 2, MinDurationOff = 1.5 }, scores));
        Assert.Empty(Detect(Plain with { MinDurationOn = 2 }, scores));
        Assert.Equal([new(0, 1), new(2, 3), new(6, 7)], Detect(Plain, scores));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 0)]
    [InlineData(0, 3)]
    [InlineData(4, 2)]
    [InlineData(2, 6)]
    public void Regions_do_not_depend_on_when_they_are_taken_and_keep_the_minimum_durations(double on, double off)
    {
        var options = Plain with { MinDurationOn = on, MinDurationOff = off };
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            var scores = Enumerable.Range(0, 200).Select(_ => random.NextSingle()).ToArray();

            var whole = Detect(options, scores);

            Assert.Equal(DetectAtOnce(options, scores), whole);
            Assert.Equal(whole, DetectInParts(options, scores, random));
            Assert.All(whole, region => Assert.True(region.End - region.Start >= Math.Max(on, 1)));
            Assert.All(whole.Zip(whole.Skip(1)), pair => Assert.True(pair.Second.Start - pair.First.End >= Math.Max(off, 1)));
        }
    }

    private static List<SpeechRegion> Detect(VoiceActivityOptions options, float[] scores)
    {
        var detector = new SpeechRegionDetector(options, Grid);
        detector.Add(scores);
        return detector.TakeRest();
    }

    /// <summary>Takes decided regions between random parts: none may be reported before it is decided, or too late.</summary>
    private static List<SpeechRegion> DetectInParts(VoiceActivityOptions options, float[] scores, Random random)
    {
        var detector = new SpeechRegionDetector(options, Grid);
        var (regions, before) = (new List<SpeechRegion>(), 0.0);
        for (int from = 0, to; from < scores.Length; from = to)
        {
            to = Math.Min(scores.Length - 1, from + random.Next(1, 20));
            if (to == from) break;
            detector.Add(scores.AsSpan(from, to - from));
            var (speech, decided) = detector.TakeDecided();
            Assert.All(speech, region => Assert.InRange(region.Start, before, region.End));
            Assert.All(speech, region => Assert.InRange(region.End, before, decided));
            Assert.InRange(decided, Math.Max(before, to - options.MinDurationOn - options.MinDurationOff), to);
            (regions, before) = (Join(regions, speech), decided);
        }

        detector.Add(scores.AsSpan(scores.Length - 1));
        return Join(regions, detector.TakeRest());
    }

    /// <summary>The three steps one after the other, as the reference takes them.</summary>
    private static List<SpeechRegion> DetectAtOnce(VoiceActivityOptions options, float[] scores)
    {
        var raw = new List<SpeechRegion>();
        int? start = null;
        for (var frame = 0; frame < scores.Length; frame++)
        {
            if (start is { } first && scores[frame] < options.Offset)
            {
                raw.Add(new(first, frame));
                start = null;
            }
            else if (start is null && scores[frame] > options.Onset) start = frame;
        }

        if (start is { } last && last < scores.Length - 1) raw.Add(new(last, scores.Length - 1));
        var filled = new List<SpeechRegion>();
        foreach (var region in raw)
            if (filled.Count > 0 && region.Start - filled[^1].End < options.MinDurationOff)
                filled[^1] = filled[^1] with { End = region.End };
            else filled.Add(region);
        return filled.FindAll(region => region.End - region.Start >= options.MinDurationOn);
    }

    private static List<SpeechRegion> Join(List<SpeechRegion> regions, List<SpeechRegion> next)
    {
        foreach (var region in next)
            if (regions.Count > 0 && regions[^1].End == region.Start) regions[^1] = regions[^1] with { End = region.End };
            else regions.Add(region);
        return regions;
    }
}
