namespace Speech.Transcription.Formats;

/// <summary>Formats of a transcript other than JSON.</summary>
public enum TranscriptFormat
{
    /// <summary>SubRip subtitles.</summary>
    Srt,

    /// <summary>WebVTT subtitles.</summary>
    Vtt,

    /// <summary>Plain text without times.</summary>
    Txt,

    /// <summary>The speaker turns as an RTTM file; empty without diarization.</summary>
    Rttm,
}
