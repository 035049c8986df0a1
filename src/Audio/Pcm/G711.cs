namespace Speech.Audio.Pcm;

/// <summary>The logarithmic codes of ITU-T G.711: one sign bit, three segment bits and four step bits.</summary>
internal static class G711
{
    public static readonly float[] ALaw = [.. Enumerable.Range(0, 256).Select(code => DecodeALaw(code) / 32768f)];
    public static readonly float[] MuLaw = [.. Enumerable.Range(0, 256).Select(code => DecodeMuLaw(code) / 32768f)];

    private static int DecodeALaw(int code)
    {
        var bits = code ^ 0x55;
        var (segment, step) = ((bits >> 4) & 7, bits & 15);
        // The middle of the step, in 16-bit units; the lowest two segments have the same slope.
        var magnitude = segment == 0 ? (step << 4) + 8 : ((step << 4) + 0x108) << (segment - 1);
        return (bits & 0x80) != 0 ? magnitude : -magnitude;
    }

    private static int DecodeMuLaw(int code)
    {
        const int Bias = 0x84;
        var bits = ~code;
        var magnitude = ((((bits & 15) << 3) + Bias) << ((bits >> 4) & 7)) - Bias;
        return (bits & 0x80) != 0 ? -magnitude : magnitude;
    }
}
