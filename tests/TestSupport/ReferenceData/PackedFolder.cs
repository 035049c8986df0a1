using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Speech.TestSupport.ReferenceData;

/// <summary>A folder whose large files are stored compressed (<c>NAME.gz</c>) or with generated ranges left out (<c>NAME.fill.json</c>).</summary>
internal static class PackedFolder
{
    private const string CompressedSuffix = ".gz";

    /// <summary>Unpacks a folder, or returns the copy that an earlier run unpacked from the same files.</summary>
    /// <param name="source">The packed folder.</param>
    /// <param name="cache">The folder that holds the unpacked copies.</param>
    /// <returns>The unpacked folder, with the same structure.</returns>
    public static string Unpack(string source, string cache)
    {
        var files = Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        var target = Path.Combine(cache, KeyOf(files));
        if (Directory.Exists(target)) return target;

        // Unpacked under another name and moved: a test process that runs at the same time sees all files or none.
        var unfinished = $"{target}.{Environment.ProcessId}";
        foreach (var file in files) Expand(file, Path.Combine(unfinished, Path.GetRelativePath(source, file)));
        FillFile.ApplyAll(unfinished);
        try
        {
            Directory.Move(unfinished, target);
        }
        catch (IOException) when (Directory.Exists(target))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        return target;
    }

    private static void Expand(string file, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        using var input = File.OpenRead(file);
        if (!file.EndsWith(CompressedSuffix, StringComparison.Ordinal))
        {
            using var copy = File.Create(target);
            input.CopyTo(copy);
            return;
        }

        using var output = File.Create(target[..^CompressedSuffix.Length]);
        using var unzip = new GZipStream(input, CompressionMode.Decompress);
        unzip.CopyTo(output);
    }

    // Names, lengths and times of the packed files: whatever changes them makes another copy.
    private static string KeyOf(IEnumerable<string> files)
    {
        var text = new StringBuilder();
        foreach (var file in files.Select(file => new FileInfo(file)))
            text.Append(CultureInfo.InvariantCulture, $"{file.FullName} {file.Length} {file.LastWriteTimeUtc.Ticks}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
    }
}
