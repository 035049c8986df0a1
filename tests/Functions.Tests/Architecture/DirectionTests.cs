using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Speech.Functions.Tests.Architecture;

/// <summary>The direction of dependencies, by the references of the compiled assemblies.</summary>
public class DirectionTests
{
    // In Speech.Functions, only the composition root and the error table use the engines.
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Speech.Functions"] =
        [
            "Speech.Storage", "Speech.Transcription", "Speech.Whisper", "Speech.Onnx", "Speech.Audio", "Speech.Hub", "Speech.BuiltIn",
        ],
        ["Speech.Storage"] = ["Speech.Transcription", "Speech.Audio"],
        ["Speech.BuiltIn"] = [],
        ["Speech.Transcription"] =
            ["Speech.Whisper", "Speech.Diarization", "Speech.Onnx", "Speech.Audio", "Speech.Hub", "Speech.Checkpoints"],
        ["Speech.Whisper"] = ["Speech.Audio", "Speech.Onnx", "Speech.Kernels", "Speech.Checkpoints"],
        ["Speech.Diarization"] = ["Speech.Audio", "Speech.Onnx", "Speech.Checkpoints"],
        ["Speech.Onnx"] = ["Speech.Kernels", "Speech.Checkpoints"],
        ["Speech.Kernels"] = [],
        ["Speech.Audio"] = [],
        ["Speech.Hub"] = ["Speech.Checkpoints"],
        ["Speech.Checkpoints"] = [],
    };

    public static TheoryData<string> Assemblies() => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void An_assembly_references_only_lower_layers(string assembly)
        => Assert.Empty(References(assembly).Where(name => name.StartsWith("Speech.", StringComparison.Ordinal)).Except(Allowed[assembly]));

    [Fact]
    public void Every_assembly_is_listed()
        => Assert.Equal(Allowed.Keys.Order(), Directory.GetFiles(AppContext.BaseDirectory, "Speech.*.dll")
            .Select(Path.GetFileNameWithoutExtension)
            .Where(name => name != "Speech.TestSupport" && !name!.EndsWith(".Tests", StringComparison.Ordinal)).Order());

    [Theory]
    [InlineData("Speech.Functions")]
    [InlineData("Speech.Storage")]
    [InlineData("Speech.Transcription")]
    [InlineData("Speech.Audio")]
    [InlineData("Speech.Hub")]
    public void Only_the_engines_reference_onnx_runtime(string assembly)
        => Assert.DoesNotContain(References(assembly), name => name.StartsWith("Microsoft.ML.OnnxRuntime", StringComparison.Ordinal));

    [Theory]
    [InlineData("Speech.Storage")]
    [InlineData("Speech.Transcription")]
    [InlineData("Speech.Whisper")]
    [InlineData("Speech.Diarization")]
    [InlineData("Speech.Onnx")]
    [InlineData("Speech.Kernels")]
    [InlineData("Speech.Audio")]
    [InlineData("Speech.Hub")]
    public void Only_the_edge_references_asp_net_core(string assembly)
        => Assert.DoesNotContain(References(assembly), name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));

    /// <summary>Pointers are confined to the kernels.</summary>
    [Fact]
    public void Only_kernels_allow_unsafe_code()
    {
        var root = RepositoryRoot();
        var projects = Directory.EnumerateFiles(root, "*.csproj", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(root, "Directory.Build.*", SearchOption.AllDirectories))
            .Where(file => File.ReadAllText(file).Contains("AllowUnsafeBlocks", StringComparison.Ordinal))
            .Select(file => Path.GetRelativePath(root, file).Replace('\\', '/'));
        Assert.Equal(["src/Kernels/Kernels.csproj", "tests/Kernels.Tests/Kernels.Tests.csproj"], projects.Order());
    }

    private static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Functions.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    private static List<string> References(string assembly)
    {
        using var file = Open(assembly);
        var metadata = file.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }

    private static PEReader Open(string assembly) => new(File.OpenRead(Path.Combine(AppContext.BaseDirectory, assembly + ".dll")));
}
