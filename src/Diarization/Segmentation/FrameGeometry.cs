namespace Speech.Diarization.Segmentation;

/// <summary>Where the frames of the segmentation lie in the audio: its front end is three convolutions, each followed by a pooling over 3.</summary>
/// <param name="Stride">Samples from one value of the first convolution to the next.</param>
public readonly record struct FrameGeometry(int Stride)
{
    internal const int SincKernel = 251, Kernel = 5, Pool = 3;

    /// <summary>Samples that one frame sees.</summary>
    public int Size => SincKernel + (Pool - 1 + Pool * (Kernel - 1 + (Pool - 1) + Pool * (Kernel - 1 + (Pool - 1)))) * Stride;

    /// <summary>Samples from one frame to the next.</summary>
    public int Step => Pool * Pool * Pool * Stride;

    /// <summary>Number of frames of a stretch of audio; 0 where it is shorter than <see cref="Size"/>.</summary>
    /// <param name="samples">Its length at 16 kHz.</param>
    public int Frames(int samples) => samples < Size ? 0 : (samples - Size) / Step + 1;
}
