namespace Speech.Audio.Input;

/// <summary>Where sample bytes come from: a data chunk, a whole stream, or a running decoder.</summary>
internal interface IByteSource
{
    /// <summary>Fills the whole buffer; fewer bytes mean the end.</summary>
    ValueTask<int> FillAsync(Memory<byte> buffer, CancellationToken cancellationToken);
}
