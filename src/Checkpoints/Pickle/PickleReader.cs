using Speech.Checkpoints.Errors;
using Speech.Checkpoints.Files;

namespace Speech.Checkpoints.Pickle;

/// <summary>Reads a pickle as plain data: dictionaries, lists, tuples (arrays), strings, numbers, bytes, and class names.</summary>
/// <remarks>
/// Nothing is called, so no code of the file can run. There is no recursion: nesting does not consume the call stack, and values of the
/// memo are shared rather than copied. Each opcode allocates at most its own bytes and one small object, so the limits on bytes and opcodes
/// bound memory and time.
/// </remarks>
internal sealed class PickleReader(PickleBuffer buffer, PickleStack stack, IPickleObjectFactory factory)
{
    private const int NewestProtocol = 5, MaxNameLength = 1024;

    /// <param name="file">Name of the file, for messages.</param>
    /// <param name="bytes">The pickle.</param>
    /// <param name="limits">Limits on opcodes and nesting.</param>
    /// <param name="factory">Interprets objects that are not plain data.</param>
    /// <exception cref="CheckpointException">The pickle is malformed or exceeds a limit.</exception>
    public static object? Read(string file, byte[] bytes, CheckpointLimits limits, IPickleObjectFactory factory)
    {
        var buffer = new PickleBuffer(bytes, file);
        var stack = new PickleStack(file, limits.MaxPickleNesting);
        var reader = new PickleReader(buffer, stack, factory);
        for (var count = 0; count < limits.MaxPickleOpcodes; count++)
        {
            var opcode = buffer.ReadOpcode();
            if (opcode == PickleOpcode.Stop) return stack.Pop();
            if (!reader.TryScalar(opcode) && !reader.TryContainer(opcode) && !reader.TryObject(opcode))
                throw buffer.Fault($"the pickle has an unsupported opcode (0x{(byte)opcode:x2}).");
        }
        throw buffer.Fault($"the pickle has more than {limits.MaxPickleOpcodes} opcodes.");
    }

    private bool TryScalar(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.None: stack.Push(null); return true;
            case PickleOpcode.NewTrue: stack.Push(true); return true;
            case PickleOpcode.NewFalse: stack.Push(false); return true;
            case PickleOpcode.BinInt: stack.Push((long)buffer.ReadInt32()); return true;
            case PickleOpcode.BinInt1: stack.Push((long)buffer.ReadByte()); return true;
            case PickleOpcode.BinInt2: stack.Push((long)buffer.ReadUInt16()); return true;
            case PickleOpcode.Long1: stack.Push(buffer.ReadInteger(buffer.ReadByte())); return true;
            case PickleOpcode.Long4: stack.Push(buffer.ReadInteger(buffer.ReadUInt32())); return true;
            case PickleOpcode.BinFloat: stack.Push(buffer.ReadDouble()); return true;
            case PickleOpcode.ShortBinUnicode: stack.Push(buffer.ReadUtf8(buffer.ReadByte())); return true;
            case PickleOpcode.BinUnicode: stack.Push(buffer.ReadUtf8(buffer.ReadUInt32())); return true;
            case PickleOpcode.BinUnicode8: stack.Push(buffer.ReadUtf8(buffer.ReadUInt64())); return true;
            case PickleOpcode.ShortBinString: stack.Push(buffer.ReadLatin1(buffer.ReadByte())); return true;
            case PickleOpcode.BinString: stack.Push(buffer.ReadLatin1(buffer.ReadUInt32())); return true;
            case PickleOpcode.ShortBinBytes: stack.Push(buffer.ReadBytes(buffer.ReadByte())); return true;
            case PickleOpcode.BinBytes: stack.Push(buffer.ReadBytes(buffer.ReadUInt32())); return true;
            case PickleOpcode.BinBytes8 or PickleOpcode.ByteArray8: stack.Push(buffer.ReadBytes(buffer.ReadUInt64())); return true;
            default: return false;
        }
    }

    private bool TryContainer(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Mark: stack.Mark(); return true;
            case PickleOpcode.Pop: stack.Pop(); return true;
            case PickleOpcode.PopMark: stack.PopToMark(); return true;
            case PickleOpcode.Dup: stack.Push(stack.Top); return true;
            case PickleOpcode.EmptyTuple: stack.Push(Array.Empty<object?>()); return true;
            case PickleOpcode.Tuple: stack.Push(stack.PopToMark()); return true;
            case PickleOpcode.Tuple1: stack.Push(stack.Pop(1)); return true;
            case PickleOpcode.Tuple2: stack.Push(stack.Pop(2)); return true;
            case PickleOpcode.Tuple3: stack.Push(stack.Pop(3)); return true;
            // Sets are read as lists.
            case PickleOpcode.EmptyList or PickleOpcode.EmptySet: stack.Push(new List<object?>()); return true;
            case PickleOpcode.List or PickleOpcode.FrozenSet: stack.Push(new List<object?>(stack.PopToMark())); return true;
            case PickleOpcode.Append: Append([stack.Pop()]); return true;
            case PickleOpcode.Appends or PickleOpcode.AddItems: Append(stack.PopToMark()); return true;
            case PickleOpcode.EmptyDict: stack.Push(PickleKeyComparer.CreateMap()); return true;
            case PickleOpcode.Dict: PushMap(stack.PopToMark()); return true;
            case PickleOpcode.SetItem: SetItems(stack.Pop(2)); return true;
            case PickleOpcode.SetItems: SetItems(stack.PopToMark()); return true;
            default: return false;
        }
    }

    private bool TryObject(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Global: stack.Push(new PickledClass($"{buffer.ReadLine()}.{buffer.ReadLine()}")); return true;
            case PickleOpcode.StackGlobal: stack.Push(ToClass(stack.Pop(2))); return true;
            case PickleOpcode.Reduce or PickleOpcode.NewObj: PushObject(stack.Pop(2)); return true;
            // Keyword arguments are ignored.
            case PickleOpcode.NewObjEx: PushObject(stack.Pop(3)); return true;
            case PickleOpcode.Build: SetState(stack.Pop()); return true;
            case PickleOpcode.BinPersId: stack.Push(factory.ResolvePersistentId(stack.Pop())); return true;
            case PickleOpcode.BinGet: stack.Push(stack.GetMemo(buffer.ReadByte())); return true;
            case PickleOpcode.LongBinGet: stack.Push(stack.GetMemo(buffer.ReadUInt32())); return true;
            case PickleOpcode.BinPut: stack.Memoize(buffer.ReadByte()); return true;
            case PickleOpcode.LongBinPut: stack.Memoize(buffer.ReadUInt32()); return true;
            case PickleOpcode.Memoize: stack.Memoize(); return true;
            case PickleOpcode.Frame: buffer.SkipFrameHeader(); return true;
            case PickleOpcode.Proto when buffer.ReadByte() is >= 2 and <= NewestProtocol: return true;
            case PickleOpcode.Proto: throw buffer.Fault("the pickle has an unsupported protocol; 2 to 5 are supported.");
            default: return false;
        }
    }

    private PickledClass ToClass(object?[] name) =>
        name is [string { Length: <= MaxNameLength } module, string { Length: <= MaxNameLength } type]
            ? new PickledClass($"{module}.{type}")
            : throw buffer.Fault($"the pickle has a class name that is not a string, or longer than {MaxNameLength} characters.");

    private void PushObject(object?[] call) => stack.Push(call[1] is object?[] arguments
        ? factory.Create(call[0], arguments)
        : throw buffer.Fault("the pickle has arguments that are not a tuple."));

    private void SetState(object? state)
    {
        // Attributes of dictionaries and lists are irrelevant (those of an OrderedDict are versions of modules).
        if (stack.Top is PickledObject target) target.State = state;
    }

    private void Append(object?[] values)
    {
        if (stack.Top is List<object?> list) list.AddRange(values);
        else if (stack.Top is not PickledObject) throw buffer.Fault("the pickle appends to an object that is not a list.");
    }

    private void PushMap(object?[] items)
    {
        stack.Push(PickleKeyComparer.CreateMap());
        SetItems(items);
    }

    private void SetItems(object?[] items)
    {
        if (items.Length % 2 != 0) throw buffer.Fault("the pickle has a key without a value.");
        var map = stack.Top switch
        {
            Dictionary<object, object?> plain => plain,
            PickledObject instance => instance.Map ??= PickleKeyComparer.CreateMap(),
            _ => throw buffer.Fault("the pickle sets items of an object that is not a dictionary."),
        };
        for (var i = 0; i < items.Length; i += 2) map[items[i] ?? PickleKeyComparer.None] = items[i + 1];
    }
}
