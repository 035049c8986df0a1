using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Speech.Transcription.Wire;

/// <summary>Writes seconds with a decimal point, as Python writes a float: a typed reader must not infer an integer from 0.0.</summary>
internal sealed class SecondsConverter : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => Write(writer, value);

    /// <param name="writer">The writer.</param>
    /// <param name="seconds">Rounded to at most 0.001.</param>
    public static void Write(Utf8JsonWriter writer, double seconds)
        => writer.WriteRawValue(seconds.ToString("0.0##", CultureInfo.InvariantCulture));
}
