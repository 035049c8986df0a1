using Speech.TestSupport.ReferenceData;

namespace Speech.TestSupport;

/// <summary>The reference data of the tests: results of the reference implementations, their checkpoints and a few recordings, from <c>tests/golden</c>.</summary>
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

    private static string Unpack()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "Functions.sln"))) continue;
            var tests = Path.Combine(folder.FullName, "tests");
            return PackedFolder.Unpack(Path.Combine(tests, "golden"), Path.Combine(tests, "TestSupport", "obj", "golden"));
        }

        throw new DirectoryNotFoundException($"No parent folder of {AppContext.BaseDirectory} has a Functions.sln.");
    }
}
