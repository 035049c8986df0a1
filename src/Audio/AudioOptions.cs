using Speech.Audio.Errors;

namespace Speech.Audio;

/// <summary>Limits of audio decoding, and the ffmpeg program.</summary>
public sealed record AudioOptions
{
    /// <summary>The ffmpeg program: a name that is looked up in <c>PATH</c>, or a full path. Default: <c>ffmpeg</c>.</summary>
    public string FfmpegPath { get; init; } = "ffmpeg";

    /// <summary>
    /// Maximum total time that one decoding may wait for ffmpeg before it fails with an <see cref="AudioTimeLimitException"/>. The time
    /// during which the caller processes a block or the source has no data is not counted. Default: 5 minutes.
    /// </summary>
    public TimeSpan FfmpegTimeLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Maximum length in bytes of a file that has to be copied to disk before it is decoded: MP4, M4A, MOV and 3GP, whose index may follow
    /// their data. A longer one is an <see cref="AudioTooLargeException"/>. Default: 4 GiB.
    /// </summary>
    public long MaxCopiedBytes { get; init; } = 4L << 30;

    /// <summary>
    /// Maximum duration of the decoded audio, which stops small files that expand to days of silence with an
    /// <see cref="AudioTooLongException"/>. Default: 12 hours.
    /// </summary>
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromHours(12);
}
