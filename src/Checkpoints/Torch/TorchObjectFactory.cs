using System.Collections.Frozen;
using Speech.Checkpoints.Errors;
using Speech.Checkpoints.Pickle;
using Speech.Checkpoints.Tensors;

namespace Speech.Checkpoints.Torch;

/// <summary>
/// Interprets the objects that make up a checkpoint: tensors, their storages, and the ordered dictionary that contains them. All other
/// objects become inert <see cref="PickledObject"/>s.
/// </summary>
internal sealed class TorchObjectFactory(string file) : IPickleObjectFactory
{
    private static readonly FrozenDictionary<string, TensorType> StorageTypes = new Dictionary<string, TensorType>
    {
        ["torch.FloatStorage"] = TensorType.F32,
        ["torch.DoubleStorage"] = TensorType.F64,
        ["torch.HalfStorage"] = TensorType.F16,
        ["torch.BFloat16Storage"] = TensorType.BF16,
        ["torch.LongStorage"] = TensorType.I64,
        ["torch.IntStorage"] = TensorType.I32,
        ["torch.ShortStorage"] = TensorType.I16,
        ["torch.CharStorage"] = TensorType.I8,
        ["torch.ByteStorage"] = TensorType.U8,
        ["torch.BoolStorage"] = TensorType.Bool,
        ["torch.ComplexFloatStorage"] = TensorType.C64,
    }.ToFrozenDictionary();

    public object? Create(object? callable, object?[] arguments) => ((callable as PickledClass)?.Name, arguments) switch
    {
        ("collections.OrderedDict", []) => PickleKeyComparer.CreateMap(),
        ("torch._utils._rebuild_tensor" or "torch._utils._rebuild_tensor_v2",
            [TorchStorage storage, long offset, object?[] shape, object?[] strides, ..]) => CreateTensor(storage, offset, shape, strides),
        ("torch._utils._rebuild_parameter", [TorchTensor tensor, ..]) => tensor,
        _ => new PickledObject(callable as PickledClass, arguments),
    };

    /// <summary>
    /// Resolves a storage from its type, its name in the archive, its device, which is ignored, and its number of elements.
    /// </summary>
    public object ResolvePersistentId(object? id)
    {
        if (id is not object?[] parts || parts is not ["storage", PickledClass kind, string key, string, long count, ..] || count < 0)
            throw new CheckpointException(file, "the pickle has a persistent id that is not a storage.");
        // Storages of unsupported types may occur next to the weights.
        return StorageTypes.TryGetValue(kind.Name, out var type) ? new TorchStorage(type, key, count)
            : new PickledObject(kind, [key, count]);
    }

    private TorchTensor CreateTensor(TorchStorage storage, long offset, object?[] shape, object?[] strides)
    {
        if (!shape.All(size => size is long) || !strides.All(stride => stride is long))
            throw new CheckpointException(file, "the pickle has a tensor whose shape is not made of integers.");
        long[] sizes = [.. shape.Cast<long>()], steps = [.. strides.Cast<long>()];
        return TorchTensor.IsValidView(storage, offset, sizes, steps) ? new TorchTensor(storage, offset, sizes, steps)
            : throw new CheckpointException(file, "the pickle has a tensor that extends beyond its storage.");
    }
}
