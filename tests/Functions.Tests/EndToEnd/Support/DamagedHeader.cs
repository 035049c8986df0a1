using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Speech.Functions.Tests.Fakes;

namespace Speech.Functions.Tests.EndToEnd.Support;

/// <summary>Damages the header of a safetensors file: its bytes, or its values while it stays well-formed.</summary>
internal sealed class DamagedHeader
{
    private const int PrefixLength = 8;
    private static readonly string[] Types = ["F64", "F32", "F16", "BF16", "I64", "I16", "U8", "BOOL", "F8_E4M3", "X"];

    private readonly byte[] _header;
    private readonly long _dataLength;

    public DamagedHeader(string file)
    {
        using var stream = File.OpenRead(file);
        var prefix = new byte[PrefixLength];
        stream.ReadExactly(prefix);
        _header = new byte[BinaryPrimitives.ReadInt64LittleEndian(prefix)];
        stream.ReadExactly(_header);
        _dataLength = stream.Length - stream.Position;
    }

    /// <summary>Writes a damaged file whose tensors are zeros, in a sparse file.</summary>
    public void Write(string path, Random random)
    {
        var header = random.Next(2) == 0 ? Mutation.Of(_header, random) : Retold(random);
        var prefix = new byte[PrefixLength];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, header.Length);
        if (random.Next(10) == 0) prefix = Mutation.Of(prefix, random);
        File.Delete(path);
        using var file = File.Create(path);
        file.Write(prefix);
        file.Write(header);
        file.SetLength(PrefixLength + header.Length + _dataLength - (random.Next(10) == 0 ? random.Next(1000) : 0));
    }

    private byte[] Retold(Random random)
    {
        var header = JsonNode.Parse(_header)!.AsObject();
        var names = header.Select(entry => entry.Key).Where(name => name != "__metadata__").ToArray();
        for (var times = 1 + random.Next(3); times > 0; times--) Damage(
            header, names[random.Next(names.Length)], names[random.Next(names.Length)], random);
        return System.Text.Encoding.UTF8.GetBytes(header.ToJsonString());
    }

    private static void Damage(JsonObject header, string name, string other, Random random)
    {
        if (header[name] is not JsonObject tensor || header[other] is not JsonObject otherTensor) return;
        var shape = tensor["shape"]!.AsArray();
        switch (random.Next(8))
        {
            case 0: tensor["dtype"] = Types[random.Next(Types.Length)]; break;
            case 1: tensor["shape"] = new JsonArray([.. shape.Reverse().Select(size => size!.DeepClone())]); break;
            case 2: tensor["shape"] = new JsonArray(shape.Aggregate(1L, (count, size) => count * size!.GetValue<long>())); break;
            case 3: shape.Insert(random.Next(shape.Count + 1), random.NextInt64(-1, 3)); break;
            case 4: shape[random.Next(shape.Count)] = random.NextInt64(); break;
            case 5: tensor["data_offsets"]![random.Next(2)] = random.NextInt64(-1, long.MaxValue); break;
            case 6: (header[name], header[other]) = (otherTensor.DeepClone(), tensor.DeepClone()); break;
            default: header.Remove(name); header[name + "x"] = tensor.DeepClone(); break;
        }
    }
}
