using Speech.Audio.Tests.Support;
using Speech.Functions.Tests.EndToEnd.Support;
using Speech.Functions.Tests.Fakes;
using Speech.TestSupport;

namespace Speech.Functions.Tests.EndToEnd;

/// <summary>Long audio is split into windows; each shares a third of its length with the next one, and their texts are merged.</summary>
public sealed class LongAudioTests(RealEndpoint real, ITestOutputHelper log) : IClassFixture<RealEndpoint>
{
    /// <summary>Seconds around an overlap in which the merger may take a word from either window.</summary>
    private const double Slack = 1;

    [Theory]
    [InlineData("jfk", 30)]
    [InlineData("jfk", 15)]
    [InlineData("meetings", 30)]
    [InlineData("meetings", 15)]
    public async Task A_merged_transcript_consists_of_the_texts_of_its_windows(string name, double length)
    {
        var audio = name == "jfk" ? Recording.Jfk.Times(5) : Recording.Meetings.From(0, 55);
        var merged = await TranscribeAsync(audio, length, batchSize: 24);
        var (step, windows) = (length * 2 / 3, new List<Transcript>());

        var compared = 0;
        for (var start = 0.0; start == 0 || start + length - step < audio.Seconds; start += step)
        {
            windows.Add(await TranscribeAsync(audio.From(start, length), length, batchSize: 1));
            // The borders of the neighbouring windows; at the ends of the audio there are none.
            var from = start == 0 ? 0 : start + length - step + Slack;
            var to = start + length >= audio.Seconds ? double.PositiveInfinity : start + step - Slack;
            var own = windows[^1].Chunks.Select(chunk => chunk.Later(start)).Where(chunk => chunk.Start >= from && chunk.End <= to)
                .ToList();
            Assert.Equal(own, merged.Chunks.Where(chunk => chunk.Start >= from && chunk.End <= to));
            compared += own.Count;
        }

        log.WriteLine($"{windows.Count} windows, {compared} of {merged.Chunks.Count} chunks covered by one window only");
        Assert.InRange(compared, 4, int.MaxValue);
        AssertJoined([.. windows.Select(window => window.Text)], merged.Text);
    }

    [Fact]
    public async Task Minutes_of_repeating_audio_give_a_repeating_transcript()
    {
        // 42 times 11 s: after eleven strides of 20 s, a window has the same samples again.
        var audio = Recording.Jfk.Times(42);
        const double step = 20, period = 11 * step;

        var merged = await TranscribeAsync(audio, 30, batchSize: 24);

        var first = merged.Chunks.Where(chunk => chunk.Start >= 2 * step && chunk.End <= audio.Seconds - period - 2 * step).ToList();
        var second = merged.Chunks.Where(chunk => chunk.Start >= 2 * step + period && chunk.End <= audio.Seconds - 2 * step).ToList();
        log.WriteLine($"{first.Count} of {merged.Chunks.Count} chunks come again");
        Assert.InRange(first.Count, 15, int.MaxValue);
        Assert.Equal(first.Select(chunk => chunk.Text), second.Select(chunk => chunk.Text));
        Assert.All(first.Zip(second), pair =>
        {
            Assert.Equal(pair.First.Start + period, pair.Second.Start, tolerance: 0.015);
            Assert.Equal(pair.First.End + period, pair.Second.End, tolerance: 0.015);
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3.37)]
    [InlineData(29.999)]
    public async Task A_window_may_have_any_length(double length)
    {
        var audio = length < 10 ? Recording.Jfk.From(0, 3) : Recording.Jfk.Times(5);
        var (one, many) = (await TranscribeAsync(audio, length, batchSize: 1), await TranscribeAsync(audio, length, batchSize: 24));
        Assert.NotEmpty(one.Chunks);
        Assert.Equal(one.Chunks, many.Chunks);
    }

    [Fact]
    public async Task A_checkpoint_with_shorter_windows_splits_long_audio_into_them()
    {
        using var folder = new TemporaryFolder();
        TinyCheckpoint.CopySmallTo(folder.PathOf(""));
        await using var endpoint = await Endpoint.StartRealAsync(folder.PathOf(""));

        var asked = Transcript.Of(await endpoint.PostAsync(Recording.Jfk.Wav, "audio/wav", "/?language=en&chunk_length_s=2"), duration: 11);
        var unasked = Transcript.Of(await endpoint.PostAsync(Recording.Jfk.Wav, "audio/wav", "/?language=en"), duration: 11);

        Assert.NotEmpty(asked.Chunks);
        Assert.Equal(asked.Chunks, unasked.Chunks);
    }

    private async Task<Transcript> TranscribeAsync(Recording audio, double length, int batchSize)
        => Transcript.Of(await real.Endpoint.PostAsync(
            audio.Wav, "audio/wav", $"/?language=en&chunk_length_s={length}&batch_size={batchSize}"), audio.Seconds);

    /// <summary>The merged text begins with the text of the first window, continues in each of the others and ends with the last.</summary>
    private static void AssertJoined(IReadOnlyList<string> windows, string merged)
    {
        var reached = new HashSet<int> { 0 };
        foreach (var (number, window) in windows.Index())
        {
            var starts = reached.ToList();
            if (number > 0 && number < windows.Count - 1) Extend(text => window.Contains(text, StringComparison.Ordinal));
            else if (number == 0) Extend(text => window.StartsWith(text, StringComparison.Ordinal));
            else Assert.Contains(starts, start => window.EndsWith(merged[start..], StringComparison.Ordinal));

            void Extend(Func<string, bool> isSaid)
            {
                foreach (var start in starts)
                    for (var end = start + 1; end <= merged.Length && isSaid(merged[start..end]); end++)
                        reached.Add(end);
            }
        }
    }
}
