using Speech.TestSupport.ReferenceData;

namespace Speech.TestSupport;

/// <summary>The reference data of the tests: results of the reference implementations, their checkpoints and a few recordings, from
/// <c>tests/golden</c>.</summary>
public static class Reference
{
    private static readonly Lazy<string> Root = new(Unpack);

    /// <summary>The path of a file or folder of the reference data.</summary>
    /// <param name="parts">Its path relative to <c>tests/golden</c>, without the <c>.gz</c> of a compressed file.</param>
    /// <exception cref="FileNotFoundException">There is no such file or folder.</exception>
    public static string PathOf(params string[] parts)
    {
        var path = Path.Combine([Root.Value, .. parts]);
        return Path.Exists(path) ? path : throw new FileNotFoundException($"The reference data has no {string.Join('/', parts)}.", path);
    }

    private static string Unpack() => PackedFolder.Unpack(
        RepositoryFolder.PathOf("tests", "golden"), RepositoryFolder.PathOf("tests", "TestSupport", "obj", "golden"));
}
