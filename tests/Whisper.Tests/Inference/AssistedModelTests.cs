using System.Text.Json;
using Speech.TestSupport;
using Speech.TestSupport.Audio;
using Speech.Whisper.Inference;
using Speech.Whisper.Tests.Chunking.Silence;

namespace Speech.Whisper.Tests.Inference;

/// <summary>The small trained models, as the endpoint runs them by default, but with drafts in every step.</summary>
public sealed class AssistedModelTests
{
    [Fact]
    public async Task Assisted_and_plain_decoding_give_the_same_words_in_8_bits_and_windows_cut_at_silences()
    {
        using var folder = new TempFolder();
        var options = new WhisperOptions
        {
            Precision = Precision.Int8,
            Fallback = new FallbackOptions(),
            DraftsAlways = true,
            QuantizedWeightCacheFolder = folder.Path,
        };
        await using var model = WhisperModel.Load(
            FolderOf("demo"), options, TestEnvironment.Instance, assistantFolder: FolderOf("demo-assistant"));
        foreach (var sample in new[] { "english", "spanish", "human-digits" })
        {
            var (plain, _) = await TranscribeAsync(model, sample, assisted: false);
            var (assisted, speculation) = await TranscribeAsync(model, sample, assisted: true);
            Assert.NotEmpty(plain);
            Assert.Equal(plain, assisted);
            Assert.InRange(speculation.Accepted, 1, speculation.Proposed);
        }
    }

    /// <summary>The words of each chunk.</summary>
    private static async Task<(List<string> Chunks, SpeculationStatistics Speculation)> TranscribeAsync(
        WhisperModel model, string sample, bool assisted)
    {
        var speculation = default(SpeculationStatistics);
        var chunks = model.TranscribeAsync(
            Recording.InBlocks(Recording.Read(RepositoryFolder.PathOf("tests", "Demo", "samples", sample + ".wav"))),
            new TranscribeOptions
            {
                Words = true,
                Assisted = assisted,
                SpeechActivity = SpeechOf(sample),
                Decoded = statistics => speculation += statistics.Speculation,
            },
            TestContext.Current.CancellationToken);
        var words = (await Splice.Collect(chunks)).ConvertAll(chunk => string.Join('|', chunk.Words!.Select(word => word.Text)));
        return (words, speculation);
    }

    private static Splice SpeechOf(string sample)
    {
        var speech = new Splice(new Random(0), 0);
        var reference = JsonElement.Parse(RepositoryFolder.Read("tests", "Demo", "samples", sample + ".json"));
        foreach (var turn in reference.GetProperty("turns").EnumerateArray())
            speech.Speech.Add(new(turn.GetProperty("start").GetDouble(), turn.GetProperty("end").GetDouble()));
        return speech;
    }

    private static string FolderOf(string model) => RepositoryFolder.PathOf("tests", "Demo", "models", model);
}
