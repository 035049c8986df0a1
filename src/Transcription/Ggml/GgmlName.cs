using System.Text.RegularExpressions;

namespace Speech.Transcription.Ggml;

/// <summary>A model in whisper.cpp's own form, one file <c>ggml-*.bin</c>: of this machine, or of a repository on the Hub.</summary>
/// <param name="File">The file's name, or its path on this machine.</param>
/// <param name="Repository">Where the Hub has it, with <c>@revision</c> if not the main one; null for a file of this machine.</param>
public sealed partial record GgmlName(string File, string? Repository)
{
    private const string UsualRepository = "ggerganov/whisper.cpp";

    /// <summary>Whether the file's name says that the model knows several languages.</summary>
    internal bool IsMultilingual => !File.Contains(".en", StringComparison.Ordinal);

    /// <summary>Whether the file's name says that the model was trained to translate.</summary>
    internal bool CanTranslate => IsMultilingual && !File.Contains("turbo", StringComparison.Ordinal);

    /// <summary>Reads <c>ggml-base.bin</c>, <c>owner/name/ggml-base.bin</c> (with <c>@revision</c>), or a path; a name alone that is no file here is one of <c>ggerganov/whisper.cpp</c>.</summary>
    /// <param name="model">What the settings name.</param>
    /// <param name="fileExists">Whether there is such a file on this machine; asks the file system by default.</param>
    /// <returns>Null for the name of another kind of model, and for a path where there is no file.</returns>
    public static GgmlName? Parse(string model, Func<string, bool>? fileExists = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (FileForm().IsMatch(model) && (fileExists ?? System.IO.File.Exists)(model)) return new(model, null);
        var match = HubForm().Match(model);
        if (!match.Success) return null;
        var repository = match.Groups["repository"] is { Success: true, Value: var named } ? named : UsualRepository;
        return new(match.Groups["file"].Value, repository + match.Groups["revision"].Value);
    }

    [GeneratedRegex(@"(^|[/\\])ggml-[^/\\]+\.bin$", RegexOptions.CultureInvariant)]
    private static partial Regex FileForm();

    [GeneratedRegex(@"^((?<repository>\w[\w.-]*/\w[\w.-]*)/)?(?<file>ggml-[\w.-]+\.bin)(?<revision>@\w[\w./-]*)?$", RegexOptions.CultureInvariant)]
    private static partial Regex HubForm();
}
