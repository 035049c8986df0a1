namespace Speech.Hub.Checkpoints.Files;

/// <summary>A file whose tensors lie in it uncompressed, in row-major order.</summary>
internal interface ITensorFile : IDisposable
{
    /// <summary>The tensors in the order of their places in the file.</summary>
    IReadOnlyList<TensorEntry> Tensors { get; }

    /// <summary>A part of a tensor's bytes where they lie. Valid until this object is disposed.</summary>
    ReadOnlySpan<byte> Bytes(TensorEntry tensor, long start, int count);
}
