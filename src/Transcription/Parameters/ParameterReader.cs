using System.Text.Json;
using Speech.Whisper;

namespace Speech.Transcription.Parameters;

/// <summary>Turns the parameters of a request into valid <see cref="InferenceParameters"/>.</summary>
/// <param name="languageCode">The code for a language's code or name, null when there is none: <see cref="Languages.CodeOf"/>.</param>
/// <param name="unknown">Told of the parameters that nobody knows.</param>
public sealed class ParameterReader(Func<string, string?> languageCode, UnknownParameters unknown)
{
    private static readonly HashSet<string> Known =
    [
        "task", "batch_size", "assisted", "chunk_length_s", "sampling_rate", "language",
        "num_speakers", "min_speakers", "max_speakers", "return_timestamps", "return_turns", "return_embeddings", "partial",
    ];

    /// <summary>The names of all parameters.</summary>
    public static IReadOnlyCollection<string> Names => Known;

    /// <summary>Reads every parameter; what is absent or null keeps its default.</summary>
    /// <exception cref="ParameterException">At least one is out of range; it names all of them.</exception>
    public InferenceParameters Read(ParameterBag bag)
    {
        ArgumentNullException.ThrowIfNull(bag);
        foreach (var name in bag.Names)
            if (!Known.Contains(name)) unknown.Tell(name);
        var fields = new ParameterFields(bag);
        var parameters = Read(fields, new InferenceParameters());
        VerifySpeakers(fields, parameters);
        fields.ThrowIfFaulty();
        return parameters;
    }

    private InferenceParameters Read(ParameterFields from, InferenceParameters defaults) => new()
    {
        Task = from.Find("task", TaskOf, "\"transcribe\" or \"translate\"") ?? defaults.Task,
        BatchSize = from.WholeNumber("batch_size", 1) ?? defaults.BatchSize,
        Assisted = from.Flag("assisted") ?? defaults.Assisted,
        ChunkLengthSeconds = from.Number("chunk_length_s", 1, 30) ?? defaults.ChunkLengthSeconds,
        SamplingRate = from.WholeNumber("sampling_rate", 1_000, 384_000) ?? defaults.SamplingRate,
        Language = from.FindText("language", languageCode, "a language's code or English name, such as \"en\" or \"english\""),
        SpeakerCount = from.WholeNumber("num_speakers", 1),
        MinSpeakers = from.WholeNumber("min_speakers", 1),
        MaxSpeakers = from.WholeNumber("max_speakers", 1),
        Timestamps = from.Find("return_timestamps", TimestampsOf, "true, false or \"word\"") ?? defaults.Timestamps,
        Turns = from.Find("return_turns", TurnsOf, "true, false or \"rttm\"") ?? defaults.Turns,
        Embeddings = from.Flag("return_embeddings") ?? defaults.Embeddings,
        Partial = from.Flag("partial") ?? defaults.Partial,
    };

    private static void VerifySpeakers(ParameterFields fields, InferenceParameters parameters)
    {
        if (parameters.MinSpeakers > parameters.MaxSpeakers)
            fields.Fault($"min_speakers ({parameters.MinSpeakers}) is greater than max_speakers ({parameters.MaxSpeakers})");
    }

    private static SpeechTask? TaskOf(JsonElement value) => Lenient.Text(value) switch
    {
        "transcribe" => SpeechTask.Transcribe,
        "translate" => SpeechTask.Translate,
        _ => null,
    };

    private static TurnForm? TurnsOf(JsonElement value)
        => Lenient.Text(value) == "rttm" ? TurnForm.Rttm : Lenient.Flag(value) is not { } isList ? null : isList ? TurnForm.List : TurnForm.None;

    private static TimestampDetail? TimestampsOf(JsonElement value)
    {
        if (Lenient.Text(value) == "word") return TimestampDetail.Word;
        return Lenient.Flag(value) is null ? null : TimestampDetail.Chunk;
    }
}
