using System.ComponentModel.DataAnnotations;

namespace Speech.Audio;

/// <summary>Limits of decoding, and the program that knows the compressed formats.</summary>
public sealed record AudioOptions
{
    /// <summary>The ffmpeg program: a name looked up in <c>PATH</c>, or a full path. Default <c>ffmpeg</c>.</summary>
    [Required(AllowEmptyStrings = false)]
    public string FfmpegPath { get; init; } = "ffmpeg";

    /// <summary>
    /// The longest time one decoding may spend waiting for ffmpeg, in all. The time in which the caller holds a block,
    /// or in which the source has no bytes yet, does not count. Default 5 minutes; 1 second to 1 day.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan FfmpegTimeLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The longest audio that is decoded, so that a small file that unpacks to days of silence ends early.
    /// Default 12 hours; 1 second to 7 days.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromHours(12);
}
