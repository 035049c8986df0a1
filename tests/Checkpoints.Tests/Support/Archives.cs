using System.IO.Compression;
using System.Text;

namespace Speech.Checkpoints.Tests.Support;

/// <summary>Creates zip archives like those of PyTorch and NumPy.</summary>
internal static class Archives
{
    public static byte[] Zip(CompressionLevel level, params (string Name, byte[] Content)[] files)
    {
        using var memory = new MemoryStream();
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = archive.CreateEntry(name, level).Open();
                entry.Write(content);
            }
        }
        return memory.ToArray();
    }

    public static byte[] Torch(byte[] pickle, params (string Key, byte[] Content)[] storages) =>
        Zip(CompressionLevel.NoCompression, [("archive/data.pkl", pickle),
            .. storages.Select(storage => ($"archive/data/{storage.Key}", storage.Content)), ("archive/version", "3\n"u8.ToArray())]);

    /// <summary>A checkpoint with two tensors, some settings, and a class that does not exist.</summary>
    public static byte[] SmallPickle() => PickleBytes.Whole(PickleBytes.Map(
        ("epoch", PickleBytes.Int(7)),
        ("state_dict", PickleBytes.Map(
            ("weight", PickleBytes.Tensor("FloatStorage", "0", 6, 0, [2, 3], [3, 1])),
            ("bias", PickleBytes.Tensor("HalfStorage", "1", 4, 1, [3], [1])))),
        ("hyper_parameters", PickleBytes.Map(("rate", PickleBytes.Double(0.5)),
            ("sizes", PickleBytes.Of(PickleBytes.EmptyList, PickleBytes.Mark, PickleBytes.Int(1), PickleBytes.Int(2),
            PickleBytes.Appends)))),
        ("task", PickleBytes.Of(PickleBytes.Global("some.module", "Task"), PickleBytes.EmptyTuple, PickleBytes.NewObj,
            PickleBytes.Map(("duration", PickleBytes.Double(10))), PickleBytes.Build))));

    public static (string, byte[])[] SmallStorages() => [("0", new byte[24]), ("1", new byte[8])];

    public static byte[] Npy(string type, string shape, byte[] content, bool isColumnMajor = false)
    {
        var header = $"{{'descr': '{type}', 'fortran_order': {(isColumnMajor ? "True" : "False")}, 'shape': ({shape}), }}".PadRight(
            117) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, .. BitConverter.GetBytes((ushort)header.Length), .. Encoding.Latin1.GetBytes(header), .. content];
    }
}
