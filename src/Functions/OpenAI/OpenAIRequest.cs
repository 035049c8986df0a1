using Speech.Transcription.Parameters;
using Speech.Whisper;

namespace Speech.Functions.OpenAI;

/// <summary>The validated fields of a request.</summary>
/// <param name="Parameters">What the pipeline needs to know of them.</param>
/// <param name="Format"><c>response_format</c>.</param>
internal sealed record OpenAIRequest(InferenceParameters Parameters, OpenAIFormat Format)
{
    /// <summary>Whether the segments are part of <c>verbose_json</c>.</summary>
    public bool IncludesSegments { get; init; } = true;

    /// <summary>Whether the words are part of <c>verbose_json</c>.</summary>
    public bool IncludesWords { get; init; }

    /// <summary>Whether the log-probabilities of the tokens are part of the answer.</summary>
    public bool IncludesLogprobs { get; init; }

    /// <summary>Whether the answer is a stream of events.</summary>
    public bool IsStream { get; init; }

    /// <summary><c>task</c> in an answer.</summary>
    public string TaskName => Parameters.Task is SpeechTask.Translate ? "translate" : "transcribe";
}
