using System.Text.RegularExpressions;

namespace Speech.Transcription.Ggml;

/// <summary>The name of a model in whisper.cpp's format, a single file <c>ggml-*.bin</c>: a local file, or one in a Hub
/// repository.</summary>
/// <param name="File">The file name, or the path of a local file.</param>
/// <param name="Repository">The Hub repository, with <c>@revision</c> unless it is the main one; null for a local file.</param>
public sealed partial record GgmlName(string File, string? Repository)
{
    private const string DefaultRepository = "ggerganov/whisper.cpp";

    /// <summary>Whether the model is multilingual, by its file name.</summary>
    internal bool IsMultilingual => !File.Contains(".en", StringComparison.Ordinal);

    /// <summary>Whether the model was trained to translate, by its file name.</summary>
    internal bool CanTranslate => IsMultilingual && !File.Contains("turbo", StringComparison.Ordinal);

    /// <summary>Parses <c>ggml-base.bin</c>, <c>owner/name/ggml-base.bin</c> (with <c>@revision</c>) or a path. A file name alone that is
    /// not a
    /// local file belongs to <c>ggerganov/whisper.cpp</c>.</summary>
    /// <param name="model">The name in the settings.</param>
    /// <param name="fileExists">Whether a local file exists; asks the file system by default.</param>
    /// <returns>Null for the name of another kind of model, and for a path without a file.</returns>
    public static GgmlName? Parse(string model, Func<string, bool>? fileExists = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (FilePattern().IsMatch(model) && (fileExists ?? System.IO.File.Exists)(model)) return new(model, null);
        var match = HubPattern().Match(model);
        if (!match.Success) return null;
        var repository = match.Groups["repository"] is { Success: true, Value: var named } ? named : DefaultRepository;
        return new(match.Groups["file"].Value, repository + match.Groups["revision"].Value);
    }

    [GeneratedRegex(@"(^|[/\\])ggml-[^/\\]+\.bin$", RegexOptions.CultureInvariant)]
    private static partial Regex FilePattern();

    [GeneratedRegex(@"^((?<repository>\w[\w.-]*/\w[\w.-]*)/)?(?<file>ggml-[\w.-]+\.bin)(?<revision>@\w[\w./-]*)?$",
        RegexOptions.CultureInvariant)]
    private static partial Regex HubPattern();
}
