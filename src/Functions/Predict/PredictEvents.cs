using System.Text.Json;
using System.Text.Json.Nodes;
using Speech.Functions.Streaming;
using Speech.Transcription.Parameters;
using Speech.Transcription.Pipeline;
using Speech.Transcription.Wire;

namespace Speech.Functions.Predict;

/// <summary>Turns the progress of a transcription into events: <c>progress</c>, at most once a second, and <c>chunk</c>.</summary>
internal sealed class PredictEvents(EventStream stream, InferenceParameters parameters, TimeProvider time)
    : IProgress<TranscriptionProgress>
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(1);

    private long? _lastProgress;

    public void Report(TranscriptionProgress value)
    {
        // Before the first sample nothing is sent: until then a failure still gets its status code.
        if (value.Stage is TranscriptionStage.Loading) return;
        if (value.Segment is { } segment) stream.Send(new("chunk", ChunkDto.From(segment, parameters, language: null).ToJson()));
        if (_lastProgress is { } last && time.GetElapsedTime(last) < ProgressInterval) return;
        _lastProgress = time.GetTimestamp();
        stream.Send(new("progress", JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["seconds_done"] = Math.Round(value.SecondsDone, 2),
            ["seconds_known"] = Math.Round(value.SecondsRead, 2),
        })));
    }
}
