namespace Speech.Audio.Input;

/// <summary>A source of sample bytes: a data chunk, a whole stream, or a running decoder.</summary>
internal interface IByteSource
{
    /// <summary>Fills the buffer; returns fewer bytes only at the end.</summary>
    ValueTask<int> FillAsync(Memory<byte> buffer, CancellationToken cancellationToken);
}
