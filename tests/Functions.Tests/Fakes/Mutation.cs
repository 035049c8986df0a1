namespace Speech.Functions.Tests.Fakes;

/// <summary>Damages a body as networks, disks and programs do.</summary>
internal static class Mutation
{
    public static byte[] Of(byte[] body, Random random)
    {
        var from = random.Next(body.Length);
        var to = Math.Min(body.Length, from + 1 + random.Next(64));
        return random.Next(6) switch
        {
            0 => body[..from],
            1 => [.. body[..from], .. body[to..]],
            2 => [.. body[..to], .. body[from..]],
            3 => [.. body[..from], .. Noise(random, 1 + random.Next(8)), .. body[from..]],
            4 => Flipped(body, random, within: body.Length),
            // Headers and delimiters are at the start, where damage has most effect.
            _ => Flipped(body, random, within: Math.Min(body.Length, 150)),
        };
    }

    private static byte[] Noise(Random random, int length)
    {
        var noise = new byte[length];
        random.NextBytes(noise);
        return noise;
    }

    private static byte[] Flipped(byte[] body, Random random, int within)
    {
        var flipped = body.ToArray();
        for (var times = 1 + random.Next(4); times > 0; times--) flipped[random.Next(within)] ^= (byte)(1 << random.Next(8));
        return flipped;
    }
}
