namespace Speech.Diarization.Segmentation;

/// <summary>Receptive field of the segmentation frames: SincNet is three convolutions, each followed by max pooling over 3.</summary>
/// <param name="Stride">Stride of the first convolution, in samples.</param>
internal readonly record struct ReceptiveField(int Stride)
{
    public const int SincKernel = 251, Kernel = 5, Pool = 3;

    /// <summary>Samples in the receptive field of one frame.</summary>
    public int Size => SincKernel + (Pool - 1 + Pool * (Kernel - 1 + (Pool - 1) + Pool * (Kernel - 1 + (Pool - 1)))) * Stride;

    /// <summary>Samples from one frame to the next.</summary>
    public int Step => Pool * Pool * Pool * Stride;

    /// <summary>The number of frames for a number of samples; 0 if there are fewer than <see cref="Size"/>.</summary>
    /// <param name="samples">Length of the audio at 16 kHz.</param>
    public int CountFrames(int samples) => samples < Size ? 0 : (samples - Size) / Step + 1;
}
