using System.Runtime.CompilerServices;
using Speech.Audio;
using Speech.Transcription.Models;
using Speech.Transcription.Parameters;
using Speech.Transcription.Transcripts;
using Speech.Whisper;

namespace Speech.Transcription.Ggml;

/// <summary>A GGML file as an ASR model. Audio is transcribed in spans, so that memory does not grow with its length, and one request at
/// a time runs on it.</summary>
/// <param name="whisper">The loaded file.</param>
/// <param name="name">Its name, which determines the capabilities.</param>
/// <param name="spanSamples">Samples per span; default five minutes.</param>
internal sealed class GgmlModel(IGgmlWhisper whisper, GgmlName name, int spanSamples = 300 * AudioDecoder.SampleRate) : ISpeechModel
{
    private static readonly InferenceParameters Defaults = new();

    private readonly SemaphoreSlim _mutex = new(1);

    public ModelCapabilities Capabilities { get; } =
        new(name.IsMultilingual ? [.. Languages.Names.Keys] : ["en"], name.IsMultilingual, name.CanTranslate);

    public void Validate(InferenceParameters parameters)
    {
        RequestValidator.Validate(parameters, Capabilities);
        if (parameters.Assisted) throw new UnsupportedRequestException("assisted is true, but a GGML model takes no assistant");
        if (parameters.Prompt is not null) throw new UnsupportedRequestException("prompt is given, but a GGML model takes none");
        if (parameters.Temperature is not null) throw new UnsupportedRequestException("temperature is given, but a GGML model takes none");
        if (parameters.Scores) throw new UnsupportedRequestException("scores are requested, but a GGML model reports none");
        if (parameters.Beams > 1 || parameters.Patience is not null || parameters.BestOf > 1
            || parameters.LengthPenalty != Defaults.LengthPenalty)
            throw new UnsupportedRequestException(
                "num_beams, patience, length_penalty or best_of is given, but a GGML model decodes greedily");
        // A request that leaves batch_size out has the default.
        if (parameters.BatchSize != 1 && parameters.BatchSize != Defaults.BatchSize)
            throw new UnsupportedRequestException($"batch_size is {parameters.BatchSize}, but a GGML model decodes one window at a time");
        if (parameters.ChunkLengthSeconds != Defaults.ChunkLengthSeconds)
            throw new UnsupportedRequestException("chunk_length_s is given, but a GGML model has windows of 30 seconds only");
    }

    public async IAsyncEnumerable<Segment> TranscribeAsync(
        IAsyncEnumerable<ReadOnlyMemory<float>> audio, TranscribeOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (buffer, offset) = (new List<float>(), 0L);
        await foreach (var block in audio.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            buffer.AddRange(block.Span);
            if (buffer.Count < spanSamples) continue;
            var segments = await RunAsync(buffer, options, cancellationToken).ConfigureAwait(false);
            // The end of the span may cut the last segment in two, so it is transcribed again with what follows. A single segment is
            // returned as it is: it would otherwise be deferred forever.
            var defersLast = segments.Count > 1;
            var consumed = defersLast ? Math.Clamp((int)(segments[^1].Start * AudioDecoder.SampleRate), 1, buffer.Count) : buffer.Count;
            foreach (var segment in defersLast ? segments[..^1] : segments)
                yield return Convert(segment, SpanAt(offset, consumed), options.Words);
            buffer.RemoveRange(0, consumed);
            offset += consumed;
        }
        if (buffer.Count == 0) yield break;
        foreach (var segment in await RunAsync(buffer, options, cancellationToken).ConfigureAwait(false))
            yield return Convert(segment, SpanAt(offset, buffer.Count), options.Words);
    }

    public async Task WarmUpAsync(CancellationToken cancellationToken)
        => await RunAsync([.. new float[AudioDecoder.SampleRate]], new(), cancellationToken).ConfigureAwait(false);

    public async ValueTask DisposeAsync()
    {
        // A running call uses the memory that is freed here.
        await _mutex.WaitAsync().ConfigureAwait(false);
        await whisper.DisposeAsync().ConfigureAwait(false);
        _mutex.Dispose();
    }

    private async Task<List<GgmlSegment>> RunAsync(List<float> samples, TranscribeOptions options, CancellationToken cancellationToken)
    {
        await _mutex.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var segments = new List<GgmlSegment>();
            var language = Capabilities.IsMultilingual ? options.Language : "en";
            var translate = options.Task is SpeechTask.Translate;
            var running = whisper.TranscribeAsync(samples.ToArray(), language, translate, cancellationToken);
            await foreach (var segment in running.ConfigureAwait(false))
                if (segment.Text.Length > 0) segments.Add(segment);
            return segments;
        }
        finally
        {
            _mutex.Release();
        }
    }

    /// <summary>Converts times to the whole audio and orders them: whisper.cpp guarantees neither that they lie within the audio nor
    /// their order.</summary>
    private static Segment Convert(GgmlSegment segment, AudioSpan span, bool words)
    {
        var end = span.ToAudioTime(segment.End);
        var start = Math.Min(span.ToAudioTime(segment.Start), end);
        return new(segment.Text, start, end) { Words = words ? GgmlWordBuilder.Build(segment, span) : null };
    }

    private static AudioSpan SpanAt(long offset, int samples) => new(ToSeconds(offset), ToSeconds(offset + samples));

    private static double ToSeconds(long samples) => (double)samples / AudioDecoder.SampleRate;
}
