using System.Text.Json;

namespace Speech.Transcription.Parameters;

/// <summary>A parameter that is one of several names.</summary>
/// <param name="names">The names and what they stand for.</param>
internal sealed class Choice<T>(params (string Name, T Value)[] names) where T : struct, Enum
{
    /// <summary>The names in words, to follow "must be".</summary>
    public string Expected => string.Join(" or ", names.Select(entry => $"\"{entry.Name}\""));

    /// <summary>The value of a name; null for anything else.</summary>
    public T? Parse(JsonElement value)
    {
        var text = JsonCoercion.ToText(value);
        foreach (var entry in names)
            if (entry.Name == text) return entry.Value;
        return null;
    }

    /// <summary>The name of a value.</summary>
    public string NameOf(T value) => Array.Find(names, entry => EqualityComparer<T>.Default.Equals(entry.Value, value)).Name;
}

/// <summary>The parameters of this kind.</summary>
internal static class Choices
{
    public static Choice<Whisper.SpeechTask> Task { get; }
        = new(("transcribe", Whisper.SpeechTask.Transcribe), ("translate", Whisper.SpeechTask.Translate));

    public static Choice<Chunking> Chunking { get; }
        = new(("silence", Parameters.Chunking.Silence), ("stride", Parameters.Chunking.Stride));

    public static Choice<ChannelMode> Channels { get; } = new(("mono", ChannelMode.Mono), ("separate", ChannelMode.Separate));

    public static Choice<SpeakerOrder> SpeakerOrder { get; }
        = new(("appearance", Parameters.SpeakerOrder.Appearance), ("cluster", Parameters.SpeakerOrder.Cluster));
}
