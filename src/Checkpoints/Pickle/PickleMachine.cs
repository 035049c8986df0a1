namespace Speech.Checkpoints.Pickle;

/// <summary>Reads a pickle as plain data: maps, lists, tuples (arrays), texts, numbers, bytes, and names of classes that stay names.</summary>
/// <remarks>Nothing is called, so nothing can be made to run. There is no recursion: nesting costs no stack, and values used again are shared, not copied.
/// Each step allocates no more than its own bytes and a small object, so the limits on bytes and steps bound memory and time.</remarks>
internal sealed class PickleMachine(PickleInput input, PickleStack stack, IPickleObjects objects)
{
    private const int NewestProtocol = 5;

    /// <param name="file">The file's name, for messages.</param>
    /// <param name="bytes">The pickle.</param>
    /// <param name="limits">What it may ask for.</param>
    /// <param name="objects">What becomes of its objects.</param>
    /// <exception cref="CheckpointException">It is malformed, or asks for too much.</exception>
    public static object? Read(string file, byte[] bytes, CheckpointLimits limits, IPickleObjects objects)
    {
        var input = new PickleInput(bytes, file);
        var stack = new PickleStack(file, limits);
        var machine = new PickleMachine(input, stack, objects);
        for (var steps = 0; steps < limits.MaxPickleSteps; steps++)
        {
            var opcode = input.Opcode();
            if (opcode == PickleOpcode.Stop) return stack.Pop();
            if (!machine.Scalar(opcode) && !machine.Container(opcode) && !machine.Object(opcode)) throw input.Fault($"the pickle holds a step (0x{(byte)opcode:x2}) that is not read.");
        }
        throw input.Fault($"the pickle has more than {limits.MaxPickleSteps} steps.");
    }

    private bool Scalar(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.None: stack.Push(null); return true;
            case PickleOpcode.NewTrue: stack.Push(true); return true;
            case PickleOpcode.NewFalse: stack.Push(false); return true;
            case PickleOpcode.BinInt: stack.Push((long)input.Int32()); return true;
            case PickleOpcode.BinInt1: stack.Push((long)input.Byte()); return true;
            case PickleOpcode.BinInt2: stack.Push((long)input.UInt16()); return true;
            case PickleOpcode.Long1: stack.Push(input.Number(input.Byte())); return true;
            case PickleOpcode.Long4: stack.Push(input.Number(input.UInt32())); return true;
            case PickleOpcode.BinFloat: stack.Push(input.Double()); return true;
            case PickleOpcode.ShortBinUnicode: stack.Push(input.Text(input.Byte())); return true;
            case PickleOpcode.BinUnicode: stack.Push(input.Text(input.UInt32())); return true;
            case PickleOpcode.BinUnicode8: stack.Push(input.Text(input.Length8())); return true;
            case PickleOpcode.ShortBinString: stack.Push(input.Latin(input.Byte())); return true;
            case PickleOpcode.BinString: stack.Push(input.Latin(input.UInt32())); return true;
            case PickleOpcode.ShortBinBytes: stack.Push(input.Bytes(input.Byte())); return true;
            case PickleOpcode.BinBytes: stack.Push(input.Bytes(input.UInt32())); return true;
            case PickleOpcode.BinBytes8 or PickleOpcode.ByteArray8: stack.Push(input.Bytes(input.Length8())); return true;
            default: return false;
        }
    }

    private bool Container(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Mark: stack.Mark(); return true;
            case PickleOpcode.Pop: stack.Pop(); return true;
            case PickleOpcode.PopMark: stack.PopToMark(); return true;
            case PickleOpcode.Dup: stack.Push(stack.Top); return true;
            case PickleOpcode.EmptyTuple: stack.Push(Array.Empty<object?>()); return true;
            case PickleOpcode.Tuple: stack.Push(stack.PopToMark()); return true;
            case PickleOpcode.Tuple1: stack.Push(stack.PopTuple(1)); return true;
            case PickleOpcode.Tuple2: stack.Push(stack.PopTuple(2)); return true;
            case PickleOpcode.Tuple3: stack.Push(stack.PopTuple(3)); return true;
            // A set is a list here: nobody asks it what it holds.
            case PickleOpcode.EmptyList or PickleOpcode.EmptySet: stack.Push(new List<object?>()); return true;
            case PickleOpcode.List or PickleOpcode.FrozenSet: stack.Push(new List<object?>(stack.PopToMark())); return true;
            case PickleOpcode.Append: Append([stack.Pop()]); return true;
            case PickleOpcode.Appends or PickleOpcode.AddItems: Append(stack.PopToMark()); return true;
            case PickleOpcode.EmptyDict: stack.Push(PlainKeys.NewMap()); return true;
            case PickleOpcode.Dict: NewMap(stack.PopToMark()); return true;
            case PickleOpcode.SetItem: SetItems(stack.PopTuple(2)); return true;
            case PickleOpcode.SetItems: SetItems(stack.PopToMark()); return true;
            default: return false;
        }
    }

    private bool Object(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Global: stack.Push(new PickledClass($"{input.Line()}.{input.Line()}")); return true;
            case PickleOpcode.StackGlobal: stack.Push(NamedClass(stack.PopTuple(2))); return true;
            case PickleOpcode.Reduce or PickleOpcode.NewObj: Build(stack.PopTuple(2)); return true;
            // Arguments by name are dropped with the object that nobody makes.
            case PickleOpcode.NewObjEx: Build(stack.PopTuple(3)); return true;
            case PickleOpcode.Build: SetState(stack.Pop()); return true;
            case PickleOpcode.BinPersId: stack.Push(objects.Persistent(stack.Pop())); return true;
            case PickleOpcode.BinGet: stack.Push(stack.Recall(input.Byte())); return true;
            case PickleOpcode.LongBinGet: stack.Push(stack.Recall(input.UInt32())); return true;
            case PickleOpcode.BinPut: stack.Memoize(input.Byte()); return true;
            case PickleOpcode.LongBinPut: stack.Memoize(input.UInt32()); return true;
            case PickleOpcode.Memoize: stack.Memoize(); return true;
            case PickleOpcode.Frame: input.Frame(); return true;
            case PickleOpcode.Proto when input.Byte() is >= 2 and <= NewestProtocol: return true;
            case PickleOpcode.Proto: throw input.Fault("the pickle is of a protocol that is not read; 2 to 5 are.");
            default: return false;
        }
    }

    private PickledClass NamedClass(object?[] name) =>
        name is [string module, string type] ? new PickledClass($"{module}.{type}") : throw input.Fault("the pickle names a class by something that is no text.");

    private void Build(object?[] call) =>
        stack.Push(call[1] is object?[] arguments ? objects.Build(call[0], arguments) : throw input.Fault("the pickle gives arguments that are no tuple."));

    private void SetState(object? state)
    {
        // Of maps and lists, attributes say nothing (OrderedDict's hold the versions of modules).
        if (stack.Top is PickledObject target) target.State = state;
    }

    private void Append(object?[] values)
    {
        if (stack.Top is List<object?> list) list.AddRange(values);
        else if (stack.Top is not PickledObject) throw input.Fault("the pickle adds to something that is no list.");
    }

    private void NewMap(object?[] items)
    {
        stack.Push(PlainKeys.NewMap());
        SetItems(items);
    }

    private void SetItems(object?[] items)
    {
        if (items.Length % 2 != 0) throw input.Fault("the pickle gives a key without a value.");
        var map = stack.Top switch
        {
            Dictionary<object, object?> plain => plain,
            PickledObject kind => kind.Map ??= PlainKeys.NewMap(),
            _ => throw input.Fault("the pickle sets entries of something that is no map."),
        };
        for (var i = 0; i < items.Length; i += 2) map[items[i] ?? PlainKeys.None] = items[i + 1];
    }
}
