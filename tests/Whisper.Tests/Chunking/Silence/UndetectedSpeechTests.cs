using Speech.Audio;
using Speech.Whisper.Chunking.Silence;

namespace Speech.Whisper.Tests.Chunking.Silence;

public sealed class UndetectedSpeechTests
{
    private const float Loud = 0.5f, Faint = 0.01f, Inaudible = 0.0001f;

    [Fact]
    public async Task Loud_sound_without_detected_speech_has_windows_of_its_own()
    {
        var windows = await CutAsync([new(5, 8)], _ => Loud, seconds: 20);
        Assert.Equal(
            [(0, 4.8, false), (4.8, 8.2, true), (8.2, 20, false)],
            windows.Select(window => (Round(window.Start), Round(window.End), window.IsDetected)));
        Assert.Equal([(0, 4.6), (8.4, 20)], windows.Where(window => !window.IsDetected).Select(window
            => (Round(window.Speech[0].Start), Round(window.Speech[^1].End))));
    }

    [Fact]
    public async Task Sound_that_is_much_quieter_than_the_speech_before_it_has_none()
    {
        var windows = await CutAsync([new(5, 8)], time => time is >= 5 and < 8 ? Loud : Faint, seconds: 20);
        // There was no speech yet.
        Assert.Equal([(0, false), (4.8, true)], windows.Select(window => (Round(window.Start), window.IsDetected)));
    }

    [Theory]
    [InlineData(Inaudible, 20)]
    [InlineData(Loud, 0.85)]
    public async Task Noise_of_a_silent_room_and_clicks_have_none(float sound, double length)
        => Assert.Empty(await CutAsync([], time => time % 20 < length ? sound : 0, seconds: 60));

    [Fact]
    public async Task A_pause_within_loud_sound_does_not_divide_it()
    {
        var window = Assert.Single(await CutAsync([], time => time is >= 3 and < 3.4 ? 0 : Loud, seconds: 10));
        Assert.Equal((0, 10), (Round(window.Start), Round(window.End)));
    }

    [Fact]
    public async Task Windows_of_detected_speech_stay_and_none_depends_on_the_blocks_of_the_audio()
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var splice = new Splice(new Random(seed), 300);
            var without = (await splice.CutAsync(blockSamples: 8_000)).ConvertAll(window => window.Bounds);
            var expected = await CutAsync(splice, blockSamples: 8_000);
            Assert.Equal(without.Select(Times), expected.Where(window => window.IsDetected).Select(Times));
            Assert.Contains(expected, window => !window.IsDetected);
            Assert.All(expected, window => Assert.InRange(window.End - window.Start, 0, 30));
            Assert.All(expected.Zip(expected.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Start + 1e-9));
            foreach (var blockSamples in new[] { 1_001, 50_000, 300 * Splice.Rate })
                Assert.Equal(expected.Select(Times), (await CutAsync(splice, blockSamples)).Select(Times));
        }

        static (double, double, bool) Times(PackedWindow window) => (Round(window.Start), Round(window.End), window.IsDetected);
    }

    private static double Round(double seconds) => Math.Round(seconds, 3);

    private static Task<List<PackedWindow>> CutAsync(Splice splice, int blockSamples) => CutAsync(splice, splice.ReadAsync(blockSamples));

    /// <summary>Cuts a sound of a loudness that depends on the time.</summary>
    private static Task<List<PackedWindow>> CutAsync(SpeechRegion[] speech, Func<double, float> loudness, int seconds)
    {
        var splice = new Splice(new Random(0), 0);
        splice.Speech.AddRange(speech);
        return CutAsync(splice, ReadAsync());

        async IAsyncEnumerable<ReadOnlyMemory<float>> ReadAsync()
        {
            await Task.CompletedTask;
            for (var second = 0; second < seconds; second++)
                yield return Array.ConvertAll(
                    [.. Enumerable.Range(0, Splice.Rate)], index => loudness(second + (double)index / Splice.Rate));
        }
    }

    private static async Task<List<PackedWindow>> CutAsync(ISpeechActivity activity, IAsyncEnumerable<ReadOnlyMemory<float>> audio)
    {
        var reader = new SilenceWindowReader(activity, new PackingOptions(), new UndetectedSpeechOptions());
        var windows = await Splice.Collect(reader.ReadAsync(audio, TestContext.Current.CancellationToken));
        return windows.ConvertAll(window => window.Bounds);
    }
}
