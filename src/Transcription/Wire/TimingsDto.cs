using System.Text.Json.Serialization;
using Speech.Transcription.Transcripts;

namespace Speech.Transcription.Wire;

/// <summary>Where the time of an answer went, in seconds.</summary>
/// <param name="Loading">Until the models were available.</param>
/// <param name="Transcribing">From the first sample to the last text.</param>
/// <param name="Total">All of it: the rest was spent on waiting for the speakers.</param>
/// <param name="Windows">Windows of audio that were decoded.</param>
/// <param name="Retries">Additional attempts of the temperature fallback.</param>
public sealed record TimingsDto(
    [property: JsonPropertyName("loading")] double Loading,
    [property: JsonPropertyName("transcribing")] double Transcribing,
    [property: JsonPropertyName("total")] double Total,
    [property: JsonPropertyName("windows")] long Windows,
    [property: JsonPropertyName("retries")] long Retries)
{
    internal static TimingsDto From(Timings timings) => new(
        Math.Round(timings.Loading, 3), Math.Round(timings.Transcribing, 3), Math.Round(timings.Total, 3), timings.Windows,
        timings.Retries);
}
