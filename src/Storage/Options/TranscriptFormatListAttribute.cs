using System.ComponentModel.DataAnnotations;
using Speech.Transcription.Formats;

namespace Speech.Storage.Options;

/// <summary>Validates a comma-separated list of transcript formats, or <c>none</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TranscriptFormatListAttribute()
    : ValidationAttribute("{0} must be a comma-separated list of srt, vtt, txt and rttm, or none")
{
    /// <inheritdoc/>
    public override bool IsValid(object? value) => value is null || (value is string text && TranscriptFormats.Parse(text) is not null);
}
