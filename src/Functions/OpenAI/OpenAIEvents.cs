using Speech.Functions.Streaming;
using Speech.Transcription.Pipeline;
using Speech.Transcription.Transcripts;

namespace Speech.Functions.OpenAI;

/// <summary>Streams a transcription as OpenAI's events: the text as soon as it is final; segments with speakers at the end, when these
/// are known. The deltas joined are the text at the end.</summary>
internal sealed class OpenAIEvents(EventStream stream, OpenAIRequest request) : IProgress<TranscriptionProgress>
{
    private int _segments;
    private string _pendingSpace = "";
    private bool _hasText;

    public void Report(TranscriptionProgress value)
    {
        if (value.Segment is not { } segment) return;
        var id = $"seg_{_segments++}";
        if (request.Format is OpenAIFormat.DiarizedJson || TakeDelta(segment.Text) is not { Length: > 0 } delta) return;
        Send(new DeltaEvent("transcript.text.delta", delta, request.IncludesLogprobs ? [.. Logprob.Of(segment)] : null, id));
    }

    /// <summary>Sends what is known at the end.</summary>
    public void Finish(Transcript transcript)
    {
        if (request.Format is OpenAIFormat.DiarizedJson)
            foreach (var segment in OpenAIResponseWriter.Diarized(transcript)) Send(segment);
        Send(new DoneEvent(
            "transcript.text.done", transcript.Text.Trim(), OpenAIResponseWriter.LogprobsOf(transcript, request), Usage.Of(transcript)));
    }

    /// <summary>White space at the end waits for the text after it: the whole text has none at its ends.</summary>
    private string TakeDelta(string text)
    {
        text = _hasText ? _pendingSpace + text : text.TrimStart();
        var delta = string.IsNullOrWhiteSpace(text) ? "" : text.TrimEnd();
        (_pendingSpace, _hasText) = (text[delta.Length..], _hasText || delta.Length > 0);
        return delta;
    }

    private void Send<T>(T data) => stream.Send(new(null, OpenAIJson.Write(data)));
}
