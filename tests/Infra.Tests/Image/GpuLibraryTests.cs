using System.IO.Enumeration;
using System.Reflection;
using Speech.TestSupport;

namespace Speech.Infra.Tests.Image;

/// <summary>The image has every library that ONNX Runtime loads on a GPU. Where one is missing, ONNX Runtime runs on the CPU.</summary>
public sealed class GpuLibraryTests
{
    /// <summary>Not the TensorRT provider: the program does not use it.</summary>
    private static readonly string[] Files =
        ["libonnxruntime.so", "libonnxruntime_providers_shared.so", "libonnxruntime_providers_cuda.so"];

    /// <summary>In every Linux image, and the driver's, which comes with the machine.</summary>
    private static readonly HashSet<string> OfTheMachine =
        ["libc", "libdl", "libm", "libpthread", "librt", "libgcc_s", "libstdc++", "ld-linux-x86-64", "libcuda"];

    private static readonly string Folder = typeof(GpuLibraryTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(data => data.Key == "OnnxRuntimeGpu").Value!;

    private static readonly string[] Dockerfile = RepositoryFolder.Read("infra", "Dockerfile").ReplaceLineEndings("\n").Split('\n');

    /// <summary>The names of the files that the first stage copies, with wildcards.</summary>
    private static readonly string[] Copied =
        [.. Dockerfile.SkipWhile(line => !line.StartsWith("FROM nvidia/cuda:", StringComparison.Ordinal)).Skip(1)
            .TakeWhile(line => !line.StartsWith("FROM ", StringComparison.Ordinal))
            .SelectMany(line => line.Split(' ')).Where(word => word.Contains(".so", StringComparison.Ordinal)).Select(Path.GetFileName)!];

    [Fact]
    public void Every_library_that_it_needs_is_copied()
    {
        var needed = Read(file => file.ReadNeeded());

        Assert.Contains("libcublas.so.13", needed);
        Assert.DoesNotContain(needed, name => !IsCopied(name));
    }

    [Fact]
    public void Every_library_that_it_opens_is_copied_in_one_of_its_versions()
    {
        var opened = Read(OpenedLibraries.Find);

        Assert.Superset(new HashSet<string> { "libcudnn.so.9", "libcufft.so.12", "libnvrtc.so.13" }, opened.ToHashSet());
        Assert.DoesNotContain(opened.GroupBy(Stem), versions => !versions.Any(IsCopied));
    }

    [Fact]
    public void The_copied_libraries_are_where_the_loader_looks()
    {
        var copy = Assert.Single(Dockerfile, line => line.StartsWith("COPY --from=cuda /libraries/ ", StringComparison.Ordinal));
        var path = Assert.Single(Dockerfile, line => line.Contains("LD_LIBRARY_PATH=", StringComparison.Ordinal));
        Assert.Contains(copy.Split(' ')[^1].TrimEnd('/'), path, StringComparison.Ordinal);
    }

    private static List<string> Read(Func<ElfFile, IEnumerable<string>> read)
        => [.. Files.SelectMany(name =>
            {
                using var file = new ElfFile(Path.Combine(Folder, name));
                return read(file).ToList();
            })
            .Where(name => !OfTheMachine.Contains(Stem(name)) && !name.StartsWith("libonnxruntime", StringComparison.Ordinal)).Distinct()];

    private static bool IsCopied(string name)
        => Copied.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false));

    private static string Stem(string name) => name[..name.IndexOf(".so", StringComparison.Ordinal)];
}
