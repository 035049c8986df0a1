using System.Collections.Frozen;
using Speech.Checkpoints.Pickle;

namespace Speech.Checkpoints.Torch;

/// <summary>The few objects of a checkpoint that mean something: tensors, their storages, and the ordered dictionary that holds them. All others stay names.</summary>
internal sealed class TorchObjects(string file) : IPickleObjects
{
    private static readonly FrozenDictionary<string, TensorType> s_storages = new Dictionary<string, TensorType>
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

    public object? Build(object? callable, object?[] arguments) => ((callable as PickledClass)?.Name, arguments) switch
    {
        ("collections.OrderedDict", []) => PlainKeys.NewMap(),
        ("torch._utils._rebuild_tensor" or "torch._utils._rebuild_tensor_v2", [TorchStorage storage, long offset, object?[] shape, object?[] strides, ..]) => Tensor(storage, offset, shape, strides),
        ("torch._utils._rebuild_parameter", [TorchTensor tensor, ..]) => tensor,
        _ => new PickledObject(callable as PickledClass, arguments),
    };

    /// <summary>A storage: its kind, its name in the archive, the device it was on, and its length. The device does not matter.</summary>
    public object Persistent(object? id)
    {
        if (id is not object?[] parts || parts is not ["storage", PickledClass kind, string key, string, long count, ..] || count < 0)
            throw new CheckpointException(file, "the pickle refers to something that is no storage.");
        // Types that this program does not know may be in a file whose weights are of types that it does.
        return s_storages.TryGetValue(kind.Name, out var type) ? new TorchStorage(type, key, count) : new PickledObject(kind, [key, count]);
    }

    private TorchTensor Tensor(TorchStorage storage, long offset, object?[] shape, object?[] strides)
    {
        if (!shape.All(size => size is long) || !strides.All(stride => stride is long)) throw new CheckpointException(file, "the pickle holds a tensor whose shape is no whole numbers.");
        long[] sizes = [.. shape.Cast<long>()], steps = [.. strides.Cast<long>()];
        return TorchTensor.Fits(storage, offset, sizes, steps) ? new TorchTensor(storage, offset, sizes, steps)
            : throw new CheckpointException(file, "the pickle holds a tensor that does not lie in its storage.");
    }
}
