using Speech.Checkpoints.Tensors;

namespace Speech.Checkpoints.Torch;

/// <summary>The memory that tensors are views of: one file of the archive.</summary>
/// <param name="type">Element type.</param>
/// <param name="key">Name in the archive's <c>data</c> folder.</param>
/// <param name="count">Number of elements.</param>
internal sealed class TorchStorage(TensorType type, string key, long count)
{
    public TensorType Type { get; } = type;

    public string Key { get; } = key;

    public long Count { get; } = count;
}
