using System.Text;

namespace Speech.Diarization.Checkpoints;

/// <summary>Reads the settings files of a model folder.</summary>
internal static class YamlFile
{
    private const int MaxBytes = 1 << 18;
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The file's content as plain data, or null when there is no such file.</summary>
    /// <exception cref="DiarizationModelException">The file is not what it should be.</exception>
    public static object? Read(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        if (!File.Exists(path)) return null;
        try
        {
            if (new FileInfo(path).Length > MaxBytes) throw new DiarizationModelException($"{name}: the file is longer than {MaxBytes} bytes.");
            return YamlReader.Read(s_strict.GetString(File.ReadAllBytes(path)).TrimStart('\uFEFF'), name);
        }
        catch (DecoderFallbackException exception)
        {
            throw new DiarizationModelException($"{name}: the file is no UTF-8.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DiarizationModelException($"{name}: the file cannot be read.", exception);
        }
    }
}
