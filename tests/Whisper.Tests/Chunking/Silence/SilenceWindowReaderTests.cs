using Speech.Whisper.Chunking.Silence;

namespace Speech.Whisper.Tests.Chunking.Silence;

public sealed class SilenceWindowReaderTests
{
    private static readonly PackingOptions Options = new();

    [Theory]
    [InlineData(30)]
    [InlineData(10)]
    [InlineData(2)]
    public async Task Windows_have_all_speech_once_no_long_pause_and_at_most_their_length(int seconds)
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var splice = new Splice(new Random(seed), 300);
            var windows = await splice.CutAsync(blockSamples: 40_000, PackingOptions.For(seconds * Splice.Rate));
            var packed = windows.Select(window => window.Bounds).ToList();
            Assert.All(windows, window => Assert.InRange(window.Samples.Count, 1, seconds * Splice.Rate));
            Assert.All(packed.Zip(packed.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Start + 1e-9));
            Assert.All(packed.SelectMany(window => window.Speech.Zip(window.Speech.Skip(1))), pair
                => Assert.InRange(pair.Second.Start - pair.First.End, Options.MinPause - 1e-9, Options.MaxPause + 1e-9));
            Assert.Equal(splice.Speech.Sum(span => span.Length), packed.Sum(window => window.Speech.Sum(span => span.Length)), 1e-6);
            Assert.All(packed, window => Assert.All(window.Speech, span
                => Assert.True(window.Start <= span.Start && span.End <= window.End)));
        }
    }

    [Fact]
    public async Task Samples_are_those_of_the_windows_time()
    {
        foreach (var (samples, window) in await new Splice(new Random(1), 200).CutAsync(blockSamples: 7_777))
        {
            Assert.Equal(window.Start * Splice.Rate, samples[0], 1.0);
            Assert.Equal(window.End * Splice.Rate, samples[^1], 2.0);
        }
    }

    [Fact]
    public async Task Windows_do_not_depend_on_the_blocks_of_the_audio()
    {
        var splice = new Splice(new Random(2), 300);
        var expected = await splice.CutAsync(blockSamples: 8_000);
        foreach (var blockSamples in new[] { 1_001, 50_000, 300 * Splice.Rate })
        {
            var actual = await splice.CutAsync(blockSamples);
            Assert.Equal(expected.Count, actual.Count);
            foreach (var (left, right) in expected.Zip(actual))
            {
                Assert.Equal(left.Bounds.Start, right.Bounds.Start, 1e-6);
                Assert.Equal(left.Bounds.End, right.Bounds.End, 1e-6);
            }
        }
    }

    [Fact]
    public async Task Neighbouring_speech_shares_a_window()
    {
        var splice = new Splice(new Random(0), 0);
        splice.Speech.AddRange([new(1, 5), new(5.5, 9), new(9.9, 12), new(14, 16)]);
        var windows = await new Recording(splice, 20).CutAsync();
        Assert.Equal([(0.8, 12.2), (13.8, 16.2)], windows.Select(window => (Round(window.Start), Round(window.End))));
    }

    [Fact]
    public async Task A_window_that_is_too_long_is_cut_at_the_longest_pause_of_its_second_half()
    {
        var splice = new Splice(new Random(0), 0);
        splice.Speech.AddRange([new(0, 10), new(11, 18), new(18.7, 25), new(25.4, 32)]);
        var windows = await new Recording(splice, 40).CutAsync();
        Assert.Equal([(0, 18.2), (18.5, 32.2)], windows.Select(window => (Round(window.Start), Round(window.End))));
    }

    [Fact]
    public async Task A_window_whose_only_pause_is_in_its_first_half_is_cut_where_its_last_third_is_quietest()
    {
        var splice = new Splice(new Random(0), 0);
        splice.Speech.AddRange([new(0, 4), new(4.5, 34)]);
        var windows = await new Recording(splice, 40) { Quiet = 25 }.CutAsync();
        Assert.Equal(2, windows.Count);
        Assert.Equal(25, windows[0].End, 0.1);
        Assert.Equal([new(0, 4), new(4.5, windows[0].End)], windows[0].Speech);
    }

    [Fact]
    public async Task Speech_without_a_pause_is_cut_where_it_is_quietest()
    {
        var splice = new Splice(new Random(0), 0);
        splice.Speech.Add(new(0, 40));
        var windows = await new Recording(splice, 40) { Quiet = 25 }.CutAsync();
        Assert.Equal(2, windows.Count);
        Assert.Equal(25, windows[0].End, 0.1);
        Assert.Equal(windows[0].End, windows[1].Start);
    }

    [Fact]
    public async Task A_click_between_pauses_has_no_window()
    {
        var splice = new Splice(new Random(0), 0);
        splice.Speech.AddRange([new(1, 1.09), new(5, 7), new(7.5, 7.55), new(12, 12.05), new(19.9, 19.95)]);
        var window = Assert.Single(await new Recording(splice, 20).CutAsync());
        Assert.Equal([new(5, 7)], window.Speech);
    }

    [Fact]
    public async Task A_short_pause_is_no_place_to_cut()
    {
        var splice = new Splice(new Random(0), 0);
        splice.Speech.AddRange([new(0, 20), new(20.29, 34)]);
        var windows = await new Recording(splice, 40) { Quiet = 25 }.CutAsync();
        Assert.Equal(2, windows.Count);
        Assert.Equal(25, windows[0].End, 0.1);
        Assert.Equal([new(0, windows[0].End)], windows[0].Speech);
    }

    [Fact]
    public async Task Silence_has_no_window()
    {
        Assert.Empty(await new Recording(new Splice(new Random(0), 0), 60).CutAsync());
    }

    private static double Round(double seconds) => Math.Round(seconds, 3);

    /// <summary>A constant tone with one quiet moment.</summary>
    private sealed class Recording(ISpeechActivity activity, double seconds)
    {
        public double Quiet { get; init; } = double.NaN;

        public async Task<List<PackedWindow>> CutAsync() => [.. (await Splice.Collect(
            new SilenceWindowReader(activity, Options).ReadAsync(ReadAsync(), TestContext.Current.CancellationToken)))
            .Select(window => window.Bounds)];

        private async IAsyncEnumerable<ReadOnlyMemory<float>> ReadAsync()
        {
            await Task.CompletedTask;
            for (var second = 0; second < seconds; second++)
            {
                var block = new float[Splice.Rate];
                for (var i = 0; i < block.Length; i++) block[i] = Math.Abs(second + (double)i / Splice.Rate - Quiet) < 0.1 ? 0.01f : 0.5f;
                yield return block;
            }
        }
    }
}
