namespace Speech.Diarization;

/// <summary>How the embedding network hears windows that overlap.</summary>
public enum WindowHearing
{
    /// <summary>Each by itself, as the reference does: gives its numbers, and hears every second as often as windows lie over it.</summary>
    Apart,

    /// <summary>All in one pass, so that every second is heard once: several times faster. A window's voices then hear a little beyond its borders, and its level is
    /// that around each moment, not that of the window.</summary>
    Together,
}
