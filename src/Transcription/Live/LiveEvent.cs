using Speech.Transcription.Transcripts;

namespace Speech.Transcription.Live;

/// <summary>What happens to a turn of live audio.</summary>
/// <param name="Turn">The number of the turn, from 0; -1 for none.</param>
public abstract record LiveEvent(int Turn);

/// <summary>A place among the events that the caller has marked.</summary>
/// <param name="Tag">What the caller has passed.</param>
public sealed record LiveMarker(object Tag) : LiveEvent(-1);

/// <summary>Speech has begun, and a turn with it.</summary>
/// <param name="Turn">The number of the turn.</param>
/// <param name="Seconds">The start of the turn, from the start of the session.</param>
public sealed record SpeechStarted(int Turn, double Seconds) : LiveEvent(Turn);

/// <summary>Speech has ended.</summary>
/// <param name="Turn">The number of the turn.</param>
/// <param name="Seconds">The end of the turn, from the start of the session.</param>
public sealed record SpeechStopped(int Turn, double Seconds) : LiveEvent(Turn);

/// <summary>The audio of a turn is complete; its final text follows.</summary>
/// <param name="Turn">The number of the turn.</param>
/// <param name="Previous">The number of the turn that was complete before it; null for the first one. Turns that are cleared have numbers,
/// too.</param>
public sealed record TurnCommitted(int Turn, int? Previous) : LiveEvent(Turn);

/// <summary>The text of a turn that goes on.</summary>
/// <param name="Turn">The number of the turn.</param>
/// <param name="Text">All of its text so far, which may still change.</param>
/// <param name="Added">The words since the last event in which two decodings agree; never taken back, and empty where there are
/// none.</param>
public sealed record InterimText(int Turn, string Text, string Added) : LiveEvent(Turn);

/// <summary>The final text of a turn.</summary>
/// <param name="Turn">The number of the turn.</param>
/// <param name="Transcript">The transcript; its times are seconds from the start of the turn.</param>
/// <param name="Added">What the text has after the words added before; empty where it begins otherwise than these.</param>
public sealed record FinalText(int Turn, Transcript Transcript, string Added) : LiveEvent(Turn);

/// <summary>A turn could not be transcribed.</summary>
/// <param name="Turn">The number of the turn.</param>
/// <param name="Exception">Why.</param>
public sealed record TurnFailed(int Turn, Exception Exception) : LiveEvent(Turn);
