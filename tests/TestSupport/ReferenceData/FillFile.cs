using System.Security.Cryptography;
using System.Text.Json;

namespace Speech.TestSupport.ReferenceData;

/// <summary>A file <c>NAME.fill.json</c>: the byte ranges of the file NAME that are generated rather than stored. The stored file has zeros there.</summary>
/// <param name="Sha256">Of the complete file, which is the reference's byte for byte; hexadecimal.</param>
/// <param name="Fills">The ranges.</param>
internal sealed record FillFile(string Sha256, IReadOnlyList<Fill> Fills)
{
    private const string Suffix = ".fill.json";

    /// <summary>Completes every file of a folder that has a fill file, and deletes the fill files.</summary>
    /// <exception cref="InvalidDataException">A completed file is not the reference's.</exception>
    public static void ApplyAll(string folder)
    {
        // Files that copy from others come last.
        var pending = Directory.EnumerateFiles(folder, "*" + Suffix, SearchOption.AllDirectories)
            .Select(path => (Path: path, File: JsonSerializer.Deserialize<FillFile>(File.ReadAllBytes(path), JsonSerializerOptions.Web)!))
            .OrderBy(fill => fill.File.Fills.Any(range => range is CopyFill)).ToList();
        foreach (var (path, file) in pending)
        {
            file.Apply(path[..^Suffix.Length]);
            File.Delete(path);
        }
    }

    private void Apply(string path)
    {
        var bytes = File.ReadAllBytes(path);
        foreach (var fill in Fills) fill.Generate(Path.GetDirectoryName(path)!).Span.CopyTo(bytes.AsSpan(fill.Offset));
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (hash != Sha256) throw new InvalidDataException($"{path}: the SHA-256 is {hash}, not {Sha256}");
        File.WriteAllBytes(path, bytes);
    }
}
