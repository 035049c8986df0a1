namespace Speech.Functions.Tests.Architecture;

/// <summary>Unsafe code is confined to the native kernels and the mapping of checkpoint files.</summary>
public sealed class UnsafeCodeTests
{
    private static readonly string[] Allowed = ["src/Checkpoints/Checkpoints.csproj", "src/Kernels/Kernels.csproj"];

    [Fact]
    public void Only_two_projects_allow_unsafe_code()
    {
        var kernels = Path.Combine(Repository.Root, "src/Kernels/Kernels.csproj");
        if (!File.Exists(kernels)) Assert.Skip("the kernels are not a project of their own yet");
        string[] files = ["Directory.Build.props", "src/Directory.Build.props", .. Repository.Files("src", ".csproj")];
        Assert.Empty(files.Where(AllowsUnsafe).Except(Allowed));
    }

    private static bool AllowsUnsafe(string path)
        => Repository.ReadLines(path).Any(line => line.Contains("<AllowUnsafeBlocks>true", StringComparison.OrdinalIgnoreCase));
}
