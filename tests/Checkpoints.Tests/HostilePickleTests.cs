using System.Diagnostics;
using Speech.Checkpoints.Errors;
using Speech.Checkpoints.Files;
using Speech.Checkpoints.Pickle;
using Speech.Checkpoints.Tests.Support;
using Speech.Checkpoints.Torch;
using Speech.TestSupport;
using static Speech.Checkpoints.Tests.Support.PickleBytes;

namespace Speech.Checkpoints.Tests;

public sealed class HostilePickleTests
{
    [Fact]
    public void A_system_call_stays_a_name_with_its_arguments()
    {
        var root = Read(Whole(Map(("x", Of(Global("os", "system"), Mark, Text("touch /tmp/it-ran"), TupleEnd, Reduce)))));

        var inert = Assert.IsType<PickledObject>(root["x"]);
        Assert.Equal("os.system", inert.Type?.Name);
        Assert.Equal(["touch /tmp/it-ran"], inert.Arguments);
        Assert.False(File.Exists("/tmp/it-ran"));
    }

    [Fact]
    public void Values_of_the_memo_are_shared_and_not_copied()
    {
        // Each list contains the previous one twice: 2^4000 values if copied.
        var steps = Enumerable.Range(1, 4000).SelectMany(i => new[] { EmptyList, Mark, Get(i - 1), Get(i - 1), Appends, Put(i) });
        var before = GC.GetAllocatedBytesForCurrentThread();

        var root = Read(
            Whole(Of([EmptyDict, Text("k"), EmptyList, Put(0), .. steps, .. Enumerable.Repeat("0"u8.ToArray(), 4001), Get(4000),
            SetItem])));

        Assert.Equal(["k"], root.Keys);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }

    [Fact]
    public void Names_of_classes_are_short()
    {
        // Each step would join two long texts of the memo.
        const byte stackGlobal = 0x93;
        var steps = Enumerable.Repeat(Of(Get(0), Get(0), [stackGlobal]), 1000);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<CheckpointException>(() => Read(Whole(Of([Text(new string('a', 1 << 20)), Put(0), .. steps]))));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 32 << 20);
    }

    [Fact]
    public void Nested_tuples_as_keys_are_not_compared_by_value()
    {
        // A key with 2^60 leaves: hashing it by value would never end.
        var steps = Enumerable.Range(1, 60).SelectMany(i => new[] { Get(i - 1), Get(i - 1), [(byte)0x86], Put(i), "0"u8.ToArray() });

        var root = Read(Whole(Of([EmptyTuple, Put(0), "0"u8.ToArray(), .. steps, EmptyDict, Get(60), None, SetItem])));

        Assert.IsType<object?[]>(Assert.Single(root).Key);
    }

    [Fact]
    public void Crafted_keys_do_not_collide()
    {
        // The hash code of a long is the exclusive or of its halves: the same for all of these.
        var items = Enumerable.Range(0, 100_000).SelectMany(i => new[] { Long(((long)i << 32) | (uint)i), None });
        var clock = Stopwatch.StartNew();

        var root = Read(Whole(Of([EmptyDict, Mark, .. items, SetItems])));

        Assert.Equal(100_000, root.Count);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"took {clock.Elapsed}");
    }

    [Fact]
    public void Reads_a_pickle_with_a_reference_cycle()
    {
        var root = Read(Whole(Of(EmptyDict, Put(0), Text("self"), Get(0), SetItem)));

        Assert.Same(root, root["self"]);
    }

    public static TheoryData<string, byte[]> Hostile() => new()
    {
        { "nested marks", Of([Start, .. Enumerable.Repeat(Mark, 100_000), Stop]) },
        { "more steps than allowed", Of([Start, .. Enumerable.Repeat(None, 1_000_001), Stop]) },
        { "a text longer than the file", [0x80, 2, (byte)'X', 0xff, 0xff, 0xff, 0xff, (byte)'a', (byte)'.'] },
        { "a text of 2^64 bytes", [0x80, 4, 0x8d, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, (byte)'.'] },
        { "a frame of 2^63 bytes", [0x80, 4, 0x95, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, (byte)'.'] },
        { "a number of a million digits", [0x80, 2, 0x8b, 0x40, 0x42, 0x0f, 0, .. new byte[1_000_000], (byte)'.'] },
        { "a name that does not end", [0x80, 2, (byte)'c', .. Enumerable.Repeat((byte)'a', 5000)] },
        { "no end", Of(Start, None) },
        { "nothing", [] },
        { "protocol 0", "I1\n."u8.ToArray() },
        { "protocol 6", [0x80, 6, (byte)'N', (byte)'.'] },
        { "an unknown step", [0x80, 2, 0xfe, (byte)'.'] },
        { "the extension registry", [0x80, 2, 0x82, 1, (byte)'.'] },
        { "an object by the old way", Of(Start, Mark, "ios\nsystem\n"u8.ToArray(), Stop) },
        { "a buffer outside of the pickle", [0x80, 5, 0x97, (byte)'.'] },
        { "an empty stack", Of(Start, Stop) },
        { "a value below the mark", Of(Start, None, Mark, Append, Stop) },
        { "an end without a mark", Of(Start, TupleEnd, Stop) },
        { "an unknown memo", Of(Start, Get(9), Stop) },
        { "a key without a value", Of(Start, EmptyDict, Mark, None, SetItems, Stop) },
        { "entries of a number", Of(Start, Int(1), None, None, SetItem, Stop) },
        { "an item of a number", Of(Start, Int(1), None, Append, Stop) },
        { "arguments that are no tuple", Of(Start, Global("a", "b"), None, Reduce, Stop) },
        { "a storage that is none", Of(Start, Text("x"), Persistent, Stop) },
        { "a storage of fewer than no elements", Whole(Map(("w", Tensor("FloatStorage", "0", -1, 0, [1], [1])))) },
        { "no map at all", Whole(Int(1)) },
        { "a tensor behind its storage", Whole(Map(("w", Tensor("FloatStorage", "0", 6, 1, [2, 3], [3, 1])))) },
        { "a tensor before its storage", Whole(Map(("w", Tensor("FloatStorage", "0", 6, -1, [2], [1])))) },
        { "a tensor that runs backwards", Whole(Map(("w", Tensor("FloatStorage", "0", 6, 5, [6], [-1])))) },
        { "a number repeated a billion times", Whole(Map(("w", Tensor("FloatStorage", "0", 6, 0, [1_000_000_000], [0])))) },
        { "a shape that overflows", Whole(Map(("w", Tensor("FloatStorage", "0", 6, 0, [1L << 62, 1L << 62], [1, 1])))) },
        { "an empty shape that overflows", Whole(Map(("w", Tensor("FloatStorage", "0", 6, 0, [1L << 62, 0, 1L << 62], [1, 1, 1])))) },
        { "a storage larger than its file", Whole(Map(("w", Tensor("FloatStorage", "0", 7, 0, [7], [1])))) },
        { "a storage without a file", Whole(Map(("w", Tensor("FloatStorage", "9", 6, 0, [6], [1])))) },
        { "a storage outside of the archive", Whole(Map(("w", Tensor("FloatStorage", "../../etc/passwd", 6, 0, [6], [1])))) },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Rejects_hostile_pickles_within_bounds(string what, byte[] pickle)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();

        var exception = Assert.Throws<CheckpointException>(() => Read(pickle));

        Assert.StartsWith("x.bin: ", exception.Message, StringComparison.Ordinal);
        // The pickle, three copies of it in the test's archive, and a small constant.
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < (40 << 20) + 8L * pickle.Length, what);
    }

    [Fact]
    public void Rejects_a_pickle_over_the_limit()
    {
        using var folder = new TempFolder();
        var path = folder.Write("x.bin", Archives.Torch(Archives.SmallPickle(), Archives.SmallStorages()));

        using (TorchFile.Open(path)) { }
        Assert.Throws<CheckpointException>(() => TorchFile.Open(path, new CheckpointLimits { MaxPickleBytes = 100 }));
    }

    private static Dictionary<object, object?> Read(byte[] pickle)
    {
        using var folder = new TempFolder();
        using var file = TorchFile.Open(folder.Write("x.bin", Archives.Torch(pickle, ("0", new byte[24]))));
        return Assert.IsType<Dictionary<object, object?>>(file.Data);
    }
}
