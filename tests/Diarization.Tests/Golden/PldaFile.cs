using System.IO.Compression;
using System.Runtime.InteropServices;
using Speech.Diarization.Clustering;
using Speech.TestSupport;

namespace Speech.Diarization.Tests.Golden;

/// <summary>The reference's PLDA: double arrays in row-major order.</summary>
internal static class PldaFile
{
    public static PldaParameters Load()
    {
        var (transform, plda) = (Read("xvec_transform.npz"), Read("plda.npz"));
        return new(transform("mean1"), transform("mean2"), transform("lda"), plda("mu"), plda("tr"), plda("psi"));
    }

    private static Func<string, double[]> Read(string file)
    {
        using var zip = ZipFile.OpenRead(Reference.PathOf("diarization", "checkpoints", "speaker-diarization-community-1",
            "plda", file));
        var arrays = zip.Entries.ToDictionary(entry => Path.GetFileNameWithoutExtension(entry.Name), Values);
        return name => arrays[name];
    }

    private static double[] Values(ZipArchiveEntry entry)
    {
        using var content = new MemoryStream();
        using (var stream = entry.Open()) stream.CopyTo(content);
        var bytes = content.ToArray();
        // Version 1: magic and version in 8 bytes, the header's length in 2.
        return MemoryMarshal.Cast<byte, double>(bytes.AsSpan(10 + BitConverter.ToUInt16(bytes, 8))).ToArray();
    }
}
