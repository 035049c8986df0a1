namespace Speech.Diarization.Reconstruction;

/// <summary>Who of all speakers is active in which frame of the audio: shape (frames, speakers), 0 or 1.</summary>
/// <param name="frames">Frames of the audio.</param>
/// <param name="speakers">Speakers of the audio.</param>
internal sealed class FrameActivity(int frames, int speakers)
{
    private readonly byte[] _active = new byte[frames * speakers];

    /// <summary>Frames of the audio.</summary>
    public int Frames { get; } = frames;

    /// <summary>Speakers of the audio.</summary>
    public int Speakers { get; } = speakers;

    /// <summary>The speakers of a frame.</summary>
    public Span<byte> this[int frame] => _active.AsSpan(frame * Speakers, Speakers);
}
