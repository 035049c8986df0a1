using System.Buffers.Binary;
using System.Text;
using Speech.Checkpoints.Errors;
using Speech.Checkpoints.Safetensors;
using Speech.Checkpoints.Tensors;
using Speech.TestSupport;

namespace Speech.Checkpoints.Tests;

public sealed class HostileHeaderTests
{
    private const int DataLength = 16;

    [Theory]
    [InlineData("""{}""", 0)]
    [InlineData("""{"a":{"dtype":"U8","shape":[16],"data_offsets":[0,16]}}   """)]
    [InlineData("""{"a":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}""", 1)]
    [InlineData("""{"b":{"dtype":"F32","shape":[2],"data_offsets":[8,16]},"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[16],"data_offsets":[0,16]},"z":{"dtype":"F32","shape":[0,9],"data_offsets":[16,16]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[16],"data_offsets":[0,16],"extra":1}}""")]
    [InlineData("""{"__metadata__":{},"a":{"dtype":"U8","shape":[16],"data_offsets":[0,16]}}""")]
    public void Reads_unusual_but_valid_headers(string header, int dataLength = DataLength) =>
        Assert.NotNull(Read(Bytes(header, dataLength)));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("""{"a":{"dtype":"U8","shape":[16],"data_offsets":[0,16]}} x""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[16],"data_offsets":[0,16]},}""")]
    [InlineData("""{"a":7}""")]
    [InlineData("""{"a":{}}""")]
    [InlineData("""{"a":{"dtype":"Q9","shape":[16],"data_offsets":[0,16]}}""")]
    [InlineData("""{"a":{"dtype":"u8","shape":[16],"data_offsets":[0,16]}}""")]
    [InlineData("""{"a":{"dtype":8,"shape":[16],"data_offsets":[0,16]}}""")]
    [InlineData("""{"a":{"dtype":null,"shape":[16],"data_offsets":[0,16]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":16,"data_offsets":[0,16]}}""")]
    [InlineData("""{"a":{"dtype":"U8","data_offsets":[0,16]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[-16],"data_offsets":[0,16]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[-4,-4],"data_offsets":[0,16]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[16.0],"data_offsets":[0,16]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":["16"],"data_offsets":[0,16]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[99999999999999999999],"data_offsets":[0,16]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0]},"""
        + """ "b":{"dtype":"U8","shape":[16],"data_offsets":[0,16]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4294967296,4294967296,0],"data_offsets":[0,0]},"""
        + """ "b":{"dtype":"U8","shape":[16],"data_offsets":[0,16]}}""")]
    [InlineData("""{"a":{"dtype":"F64","shape":[2305843009213693954],"data_offsets":[0,16]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[15],"data_offsets":[0,16]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[16],"data_offsets":[0,16]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[17],"data_offsets":[0,17]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[16],"data_offsets":[0]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[16],"data_offsets":[0,16,16]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[16],"data_offsets":[16,0]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[16],"data_offsets":[-16,0]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[16],"data_offsets":[9223372036854775800,9223372036854775807]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[8],"data_offsets":[8,16]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[8],"data_offsets":[8,16]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[9],"data_offsets":[0,9]},"b":{"dtype":"U8","shape":[8],"data_offsets":[8,16]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[16],"data_offsets":[0,16]},"b":{"dtype":"U8","shape":[16],"data_offsets":[0,16]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[16],"data_offsets":[0,16]},"z":{"dtype":"U8","shape":[0],"data_offsets":[8,8]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[16],"data_offsets":[0,16]},"a":{"dtype":"U8","shape":[16],"data_offsets":[0,16]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[16],"data_offsets":[0,16]},"\u0061":{"dtype":"U8","shape":[16],"data_offsets":[0,16]}}""")]
    [InlineData("""{"a":{"dtype":"U8","dtype":"I8","shape":[16],"data_offsets":[0,16]}}""")]
    [InlineData("""{"\ud800":{"dtype":"U8","shape":[16],"data_offsets":[0,16]}}""")]
    [InlineData("""{"a":{"dtype":"\udc00","shape":[16],"data_offsets":[0,16]}}""")]
    [InlineData("""{"__metadata__":[],"a":{"dtype":"U8","shape":[16],"data_offsets":[0,16]}}""")]
    [InlineData("""{"__metadata__":{"x":1},"a":{"dtype":"U8","shape":[16],"data_offsets":[0,16]}}""")]
    [InlineData("""{"__metadata__":{"x":"1","x":"2"},"a":{"dtype":"U8","shape":[16],"data_offsets":[0,16]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[[[[[[[[[[16]]]]]]]]]],"data_offsets":[0,16]}}""")]
    public void Rejects_hostile_headers(string header) => Assert.Throws<CheckpointException>(() => Read(Bytes(header)));

    [Fact]
    public void Rejects_a_header_that_is_not_UTF_8() =>
        Assert.Throws<CheckpointException>(() =>
            Read(Bytes([.. "{\""u8, 0xFF, .. "\":{\"dtype\":\"U8\",\"shape\":[16],\"data_offsets\":[0,16]}}"u8])));

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 2, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 2, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 2, 0, 0, 0, 0, 0, 0, 0, (byte)'{' })]
    [InlineData(new byte[] { 255, 255, 255, 255, 255, 255, 255, 255, (byte)'{', (byte)'}' })]
    [InlineData(new byte[] { 248, 255, 255, 255, 255, 255, 255, 127, (byte)'{', (byte)'}' })]
    public void Rejects_a_header_longer_than_the_file(byte[] file) => Assert.Throws<CheckpointException>(() => Read(file));

    [Fact]
    public void Rejects_a_header_over_100_MB_before_reading_it()
    {
        using var folder = new TempFolder();
        using (var file = File.Create(folder.Sub("x.safetensors")))
        {
            file.Write([.. BitConverter.GetBytes(100_000_001L)]);
            file.SetLength(100_000_009);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var exception = Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(folder.Sub("x.safetensors")));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.Equal("x.safetensors", exception.File);
        Assert.DoesNotContain(folder.Path, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mutated_headers_are_rejected_or_valid()
    {
        var random = new Random(20240607);
        using var folder = new TempFolder();
        SafetensorsWriter.Write(folder.Sub("x"), [
            TensorData.FromFloats("model.encoder.conv1.weight", TensorType.F16, [2, 3], new float[6]),
            TensorData.FromFloats("b", TensorType.BF16, [4], new float[4]),
            TensorData.FromFloats("scalar", TensorType.F32, [], new float[1]),
            new("empty", TensorType.I64, [0, 7], Array.Empty<byte>())]);
        var seed = File.ReadAllBytes(folder.Sub("x"));
        var (good, bad) = (0, 0);

        for (var i = 0; i < 2500; i++)
        {
            try
            {
                AssertConsistent(Read(Mutate(seed, random), folder));
                good++;
            }
            catch (CheckpointException)
            {
                bad++;
            }
        }

        Assert.True(good > 25 && bad > 1000, $"{good} valid, {bad} refused: the mutations are too weak or too strong");
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        var bytes = seed.ToList();
        ReadOnlySpan<byte> tokens = "{}[],:\"0123456789-eE.\\u nftUBIF"u8;
        for (var edits = random.Next(1, 4); edits > 0; edits--)
        {
            var at = random.Next(random.Next(4) == 0 ? 8 : 0, bytes.Count);
            switch (random.Next(6))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = tokens[random.Next(tokens.Length)]; break;
                case 2: bytes.Insert(at, tokens[random.Next(tokens.Length)]); break;
                case 3: bytes.RemoveAt(at); break;
                case 4: bytes.RemoveRange(at, random.Next(bytes.Count - at)); break;
                default: bytes.InsertRange(at, bytes.GetRange(at, random.Next(Math.Min(40, bytes.Count - at)))); break;
            }
            if (bytes.Count == 0) bytes.Add(0);
        }
        return [.. bytes];
    }

    private static void AssertConsistent(Parsed file)
    {
        var next = file.HeaderEnd;
        foreach (var tensor in file.Tensors)
        {
            Assert.Equal(next, tensor.Offset);
            Assert.Equal(tensor.Length, tensor.Shape.Aggregate((long)tensor.Type.Size(), (a, b) => checked(a * b)));
            next += tensor.Length;
        }
        Assert.Equal(file.Length, next);
    }

    private static Parsed Read(byte[] bytes)
    {
        using var folder = new TempFolder();
        return Read(bytes, folder);
    }

    private static Parsed Read(byte[] bytes, TempFolder folder)
    {
        using var file = SafetensorsFile.Open(folder.Write("x.safetensors", bytes));
        foreach (var tensor in file.Tensors) Assert.Equal(tensor.Length, file.ReadBytes(tensor, 0, (int)tensor.Length).Length);
        return new Parsed(file.Tensors, 8 + (long)BinaryPrimitives.ReadUInt64LittleEndian(bytes), bytes.Length);
    }

    private static byte[] Bytes(string header, int dataLength = DataLength) => Bytes(Encoding.UTF8.GetBytes(header), dataLength);

    private static byte[] Bytes(byte[] header, int dataLength = DataLength) =>
        [.. BitConverter.GetBytes((long)header.Length), .. header, .. new byte[dataLength]];

    private sealed record Parsed(IReadOnlyList<TensorEntry> Tensors, long HeaderEnd, long Length);
}
