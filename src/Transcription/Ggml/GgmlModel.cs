using System.Runtime.CompilerServices;
using Speech.Audio;
using Speech.Transcription.Models;
using Speech.Transcription.Parameters;
using Speech.Transcription.Transcripts;
using Speech.Whisper;
using Whisper.net;

namespace Speech.Transcription.Ggml;

/// <summary>A GGML file as an ASR model, run by whisper.cpp: on a GPU where its CUDA library is present and finds one. One call at a time
/// runs on it.</summary>
/// <param name="factory">The loaded file.</param>
/// <param name="name">Its name, which determines the capabilities.</param>
/// <param name="threads">Threads per forward pass; 0 for whisper.cpp's default.</param>
internal sealed class GgmlModel(WhisperFactory factory, GgmlName name, int threads) : ISpeechModel
{
    /// <summary>Five minutes.</summary>
    private const int SpanSamples = 300 * AudioDecoder.SampleRate;

    private static readonly InferenceParameters Defaults = new();

    private readonly SemaphoreSlim _mutex = new(1);

    public ModelCapabilities Capabilities { get; } =
        new(name.IsMultilingual ? [.. Languages.Names.Keys] : ["en"], name.IsMultilingual, name.CanTranslate);

    public void Validate(InferenceParameters parameters)
    {
        RequestValidator.Validate(parameters, Capabilities);
        if (parameters.Assisted) throw new UnsupportedRequestException("assisted is true, but a GGML model takes no assistant");
        if (parameters.Prompt is not null) throw new UnsupportedRequestException("prompt is given, but a GGML model takes none");
        if (parameters.Hotwords.Count > 0) throw new UnsupportedRequestException("hotwords are given, but a GGML model takes none");
        if (parameters.Temperature is not null) throw new UnsupportedRequestException("temperature is given, but a GGML model takes none");
        if (parameters.Scores) throw new UnsupportedRequestException("scores are requested, but a GGML model reports none");
        if (parameters.Beams > 1 || parameters.Patience is not null || parameters.BestOf > 1
            || parameters.LengthPenalty != Defaults.LengthPenalty)
            throw new UnsupportedRequestException(
                "num_beams, patience, length_penalty or best_of is given, but a GGML model decodes greedily");
        if (parameters.ChunkLengthSeconds != Defaults.ChunkLengthSeconds)
            throw new UnsupportedRequestException("chunk_length_s is given, but a GGML model has windows of 30 seconds only");
    }

    public async IAsyncEnumerable<Segment> TranscribeAsync(
        IAsyncEnumerable<ReadOnlyMemory<float>> audio, TranscribeOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var spans = new GgmlSpans((samples, token) => RunAsync(samples, options, token), SpanSamples);
        await foreach (var segment in spans.TranscribeAsync(audio, options.Words, cancellationToken).ConfigureAwait(false))
            yield return segment;
    }

    public async Task WarmUpAsync(CancellationToken cancellationToken)
        => await RunAsync(new float[AudioDecoder.SampleRate], new(), cancellationToken).ConfigureAwait(false);

    public async ValueTask DisposeAsync()
    {
        // A running call uses the memory that is freed here.
        await _mutex.WaitAsync().ConfigureAwait(false);
        factory.Dispose();
        _mutex.Dispose();
    }

    private async Task<IReadOnlyList<GgmlSegment>> RunAsync(
        ReadOnlyMemory<float> samples, TranscribeOptions options, CancellationToken cancellationToken)
    {
        await _mutex.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await using var processor = CreateProcessor(options);
            var segments = new List<GgmlSegment>();
            await foreach (var segment in processor.ProcessAsync(samples, cancellationToken).ConfigureAwait(false))
                if (segment.Text.Length > 0) segments.Add(ToSegment(segment));
            return segments;
        }
        finally
        {
            _mutex.Release();
        }
    }

    private WhisperProcessor CreateProcessor(TranscribeOptions options)
    {
        var builder = factory.CreateBuilder().WithTokenTimestamps();
        var language = Capabilities.IsMultilingual ? options.Language : "en";
        builder = language is null ? builder.WithLanguageDetection() : builder.WithLanguage(language);
        if (options.Task is SpeechTask.Translate) builder = builder.WithTranslate();
        if (threads > 0) builder = builder.WithThreads(threads);
        return builder.Build();
    }

    private static GgmlSegment ToSegment(SegmentData segment) => new(
        segment.Text, segment.Start.TotalSeconds, segment.End.TotalSeconds, [.. segment.Tokens.Select(ToToken)])
    {
        Language = string.IsNullOrEmpty(segment.Language) ? null : segment.Language,
    };

    /// <summary>whisper.cpp gives times in hundredths of a second.</summary>
    private static GgmlToken ToToken(WhisperToken token) => new(token.Text ?? "", token.Start / 100.0, token.End / 100.0);
}
