using Speech.Transcription.Formats;
using Speech.Transcription.Parameters;
using Speech.Whisper;

namespace Speech.Transcription.Pipeline;

/// <summary>Maps the parameters of a request to the options of the ASR engine.</summary>
/// <param name="options">The options of the pipeline.</param>
/// <param name="needsWords">Whether word times are needed in any case: speakers change between words.</param>
internal sealed class TranscribeOptionsFactory(PipelineOptions options, bool needsWords)
{
    public TranscribeOptions Create(InferenceParameters parameters, ModelCapabilities model) => new()
    {
        Task = parameters.Task,
        // An English-only checkpoint has no language tokens, not even for English.
        Language = model.IsMultilingual ? parameters.Language : null,
        Assisted = parameters.Assisted,
        Prompt = parameters.Prompt,
        Hotwords = parameters.Hotwords,
        Temperature = parameters.Temperature,
        Beams = BeamsOf(parameters),
        Patience = parameters.Patience,
        LengthPenalty = parameters.LengthPenalty,
        BestOf = parameters.BestOf ?? BeamsOf(parameters),
        // Subtitles are cut between words.
        Words = needsWords || parameters.Timestamps is TimestampGranularity.Word || TranscriptFormats.HasCues(parameters.Format),
        BatchSize = parameters.BatchSize,
        ChunkLengthSeconds = parameters.ChunkLengthSeconds,
    };

    private int BeamsOf(InferenceParameters parameters) => parameters.Beams ?? (parameters.Assisted ? 1 : options.Beams);
}
