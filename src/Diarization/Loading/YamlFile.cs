using System.Text;

namespace Speech.Diarization.Loading;

/// <summary>Reads the YAML files of a model folder.</summary>
internal static class YamlFile
{
    private const int MaxBytes = 1 << 18;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file as plain data: see <see cref="YamlReader.Read"/>. Null if there is no such file.</summary>
    /// <exception cref="DiarizationModelException">The file is longer than 256 KiB, cannot
    /// be read, is not UTF-8 or not supported YAML.</exception>
    public static object? Read(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        if (!File.Exists(path)) return null;
        try
        {
            if (new FileInfo(path).Length > MaxBytes)
                throw new DiarizationModelException($"{name}: the file is longer than {MaxBytes} bytes.");
            return YamlReader.Read(StrictUtf8.GetString(File.ReadAllBytes(path)).TrimStart('\uFEFF'), name);
        }
        catch (DecoderFallbackException exception)
        {
            throw new DiarizationModelException($"{name}: the file is not valid UTF-8.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DiarizationModelException($"{name}: the file cannot be read.", exception);
        }
    }
}
