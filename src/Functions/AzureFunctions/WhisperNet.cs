using System.Runtime.CompilerServices;
using Speech.Transcription.Ggml;
using Whisper.net;

namespace Speech.Functions.AzureFunctions;

/// <summary>Runs a GGML file on Whisper.net, on a GPU if its CUDA runtime finds one.</summary>
internal sealed class WhisperNet(WhisperFactory factory, int threads) : IGgmlWhisper
{
    /// <param name="threads">Threads per forward pass; 0 for the default of the library.</param>
    public static GgmlWhisperFactory Opening(int threads) => path => new WhisperNet(WhisperFactory.FromPath(path), threads);

    public async IAsyncEnumerable<GgmlSegment> TranscribeAsync(
        ReadOnlyMemory<float> samples, string? language, bool translate, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var builder = factory.CreateBuilder().WithTokenTimestamps();
        builder = language is null ? builder.WithLanguageDetection() : builder.WithLanguage(language);
        if (translate) builder = builder.WithTranslate();
        if (threads > 0) builder = builder.WithThreads(threads);
        await using var processor = builder.Build();
        await foreach (var segment in processor.ProcessAsync(samples, cancellationToken))
        {
            yield return new(
                segment.Text, segment.Start.TotalSeconds, segment.End.TotalSeconds, [.. segment.Tokens.Select(ToGgmlToken)]);
        }
    }

    public ValueTask DisposeAsync()
    {
        factory.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>whisper.cpp gives times in hundredths of a second.</summary>
    private static GgmlToken ToGgmlToken(WhisperToken token) => new(token.Text ?? "", token.Start / 100.0, token.End / 100.0);
}
