using System.Text.Json;
using System.Text.Json.Serialization;
using Speech.Transcription.Transcripts;

namespace Speech.Transcription.Wire;

/// <summary>A time span in seconds from the start of the audio, rounded to 0.01 s. JSON: <c>[0.0, 3.2]</c>.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct Timestamp
{
    /// <summary>Rounds both times.</summary>
    /// <param name="start">Seconds from the start of the audio.</param>
    /// <param name="end">Seconds from the start of the audio.</param>
    public Timestamp(double start, double end)
    {
        Start = Seconds.Round(start);
        End = Seconds.Round(end);
    }

    /// <summary>Seconds from the start of the audio.</summary>
    public double Start { get; }

    /// <summary>Seconds from the start of the audio.</summary>
    public double End { get; }

    internal sealed class Converter : JsonConverter<Timestamp>
    {
        public override Timestamp Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
            => JsonSerializer.Deserialize<double[]>(ref reader, options) is [var start, var end]
                ? new(start, end)
                : throw new JsonException("A timestamp must be an array of two numbers.");

        public override void Write(Utf8JsonWriter writer, Timestamp value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            SecondsConverter.Write(writer, value.Start);
            SecondsConverter.Write(writer, value.End);
            writer.WriteEndArray();
        }
    }
}
