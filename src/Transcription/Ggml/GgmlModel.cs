using System.Runtime.CompilerServices;
using Speech.Audio;
using Speech.Transcription.Models;
using Speech.Transcription.Parameters;
using Speech.Transcription.Pipeline;
using Speech.Whisper;

namespace Speech.Transcription.Ggml;

/// <summary>A GGML file as a model of the endpoint. It is heard stretch by stretch, so that memory does not grow with the audio, and by one request at a time.</summary>
/// <param name="whisper">The loaded file.</param>
/// <param name="name">Tells what the model can do.</param>
/// <param name="stretch">Samples heard at once.</param>
internal sealed class GgmlModel(IGgmlWhisper whisper, GgmlName name, int stretch = 300 * AudioDecoder.SampleRate) : ISpeechModel
{
    private readonly SemaphoreSlim _turn = new(1);

    public ModelCapabilities Capabilities { get; } = new(name.IsMultilingual ? [.. Languages.Names.Keys] : ["en"], name.IsMultilingual, name.CanTranslate);

    public void Verify(InferenceParameters parameters)
    {
        Support.Verify(parameters, Capabilities);
        if (parameters.Assisted) throw new UnsupportedRequestException("assisted is true, but a GGML model takes no assistant");
        // The default is what a request asks for that does not ask.
        if (parameters.BatchSize != 1 && parameters.BatchSize != new InferenceParameters().BatchSize)
            throw new UnsupportedRequestException($"batch_size is {parameters.BatchSize}, but a GGML model hears one window at a time");
        if (parameters.ChunkLengthSeconds != new InferenceParameters().ChunkLengthSeconds)
            throw new UnsupportedRequestException("chunk_length_s is given, but a GGML model has windows of 30 seconds only");
    }

    public async IAsyncEnumerable<TranscriptChunk> TranscribeAsync(
        IAsyncEnumerable<ReadOnlyMemory<float>> audio, TranscribeOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (kept, offset) = (new List<float>(), 0L);
        await foreach (var block in audio.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            kept.AddRange(block.Span);
            if (kept.Count < stretch) continue;
            var heard = await HearAsync(kept, options, cancellationToken).ConfigureAwait(false);
            // The end of the stretch may cut the last segment in two: it is heard again, with what follows. One alone would be so for ever.
            var cut = heard.Count > 1 ? Math.Clamp((int)(heard[^1].Start * AudioDecoder.SampleRate), 1, kept.Count) : kept.Count;
            foreach (var segment in heard.Count > 1 ? heard[..^1] : heard) yield return Chunk(segment, new(Seconds(offset), Seconds(offset + cut)), options.Words);
            kept.RemoveRange(0, cut);
            offset += cut;
        }
        if (kept.Count == 0) yield break;
        foreach (var segment in await HearAsync(kept, options, cancellationToken).ConfigureAwait(false))
            yield return Chunk(segment, new(Seconds(offset), Seconds(offset + kept.Count)), options.Words);
    }

    public async Task TryAsync(CancellationToken cancellationToken) => await HearAsync([.. new float[AudioDecoder.SampleRate]], new(), cancellationToken).ConfigureAwait(false);

    public async ValueTask DisposeAsync()
    {
        // A run that goes on needs the memory that is freed here.
        await _turn.WaitAsync().ConfigureAwait(false);
        await whisper.DisposeAsync().ConfigureAwait(false);
        _turn.Dispose();
    }

    private async Task<List<GgmlSegment>> HearAsync(List<float> samples, TranscribeOptions options, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var heard = new List<GgmlSegment>();
            var language = Capabilities.IsMultilingual ? options.Language : "en";
            await foreach (var segment in whisper.HearAsync(samples.ToArray(), language, options.Task is SpeechTask.Translate, cancellationToken).ConfigureAwait(false))
                if (segment.Text.Length > 0) heard.Add(segment);
            return heard;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Times from the start of the audio, in it, and in order, which whisper.cpp does not promise.</summary>
    private static TranscriptChunk Chunk(GgmlSegment segment, Stretch stretch, bool words)
    {
        var end = stretch.Place(segment.End);
        return new(segment.Text, Math.Min(stretch.Place(segment.Start), end), end, segment.Language) { Words = words ? GgmlWords.Of(segment, stretch) : null };
    }

    private static double Seconds(long samples) => (double)samples / AudioDecoder.SampleRate;
}
