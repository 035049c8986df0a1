using Speech.Checkpoints.Pickle;

namespace Speech.Checkpoints.Tests.Support;

/// <summary>Corrupts a file: changed bytes and lengths, deleted, duplicated and inserted parts.</summary>
internal static class Mutation
{
    private static readonly byte[] ExtremeBytes = [0, 1, 0x7f, 0x80, 0xfe, 0xff];
    private static readonly byte[] Opcodes = [.. Enum.GetValues<PickleOpcode>().Select(opcode => (byte)opcode)];

    public static byte[] Of(byte[] whole, Random random)
    {
        var bytes = whole.ToArray();
        for (var edits = random.Next(1, 4); edits > 0; edits--) bytes = Once(bytes, random);
        return bytes;
    }

    /// <summary>Like <see cref="Of"/>, and also replaces opcodes.</summary>
    public static byte[] OfPickle(byte[] whole, Random random)
    {
        if (random.Next(2) == 0) return Of(whole, random);
        var bytes = whole.ToArray();
        for (var edits = random.Next(1, 4); edits > 0; edits--)
        {
            var at = random.Next(bytes.Length);
            var opcode = Opcodes[random.Next(Opcodes.Length)];
            if (random.Next(3) == 0) bytes = [.. bytes[..at], opcode, .. bytes[at..]];
            else bytes[at] = opcode;
        }
        return bytes;
    }

    private static byte[] Once(byte[] bytes, Random random)
    {
        if (bytes.Length == 0) return [0];
        var from = random.Next(bytes.Length);
        var to = Math.Min(bytes.Length, from + 1 + random.Next(40));
        switch (random.Next(7))
        {
            case 0: return bytes[..from];
            case 1: return [.. bytes[..from], .. bytes[to..]];
            case 2: return [.. bytes[..to], .. bytes[from..]];
            case 3: bytes[from] ^= (byte)(1 << random.Next(8)); return bytes;
            case 4: bytes[from] = ExtremeBytes[random.Next(ExtremeBytes.Length)]; return bytes;
            // A length or an offset of all ones.
            case 5: bytes.AsSpan(from, Math.Min(random.Next(2) == 0 ? 4 : 8, bytes.Length - from)).Fill(0xff); return bytes;
            default:
                return [.. bytes[..from], .. Enumerable.Range(0, random.Next(1, 9)).Select(_ => (byte)random.Next(256)),
                .. bytes[from..]];
        }
    }
}
