namespace Speech.Transcription.Transcripts;

/// <summary>Where the time of a transcription went. All times are seconds.</summary>
/// <param name="Loading">Until the models were available.</param>
/// <param name="Transcribing">From the first sample to the last text, the decoding of the audio included.</param>
/// <param name="Total">From the start of the transcription to its end: the rest was spent on waiting for the speakers.</param>
/// <param name="Windows">Windows of audio that were decoded.</param>
/// <param name="Retries">Additional attempts of the temperature fallback.</param>
public sealed record Timings(double Loading, double Transcribing, double Total, long Windows, long Retries);
