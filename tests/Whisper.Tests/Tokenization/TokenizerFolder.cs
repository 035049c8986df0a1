using System.Text.Json;

namespace Speech.Whisper.Tests.Tokenization;

/// <summary>A temporary folder with tokenizer files.</summary>
internal sealed class TokenizerFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("tokenizer").FullName;

    public TokenizerFolder Write(string name, string content)
    {
        File.WriteAllText(System.IO.Path.Combine(Path, name), content);
        return this;
    }

    public TokenizerFolder WriteBytes(string name, byte[] content)
    {
        File.WriteAllBytes(System.IO.Path.Combine(Path, name), content);
        return this;
    }

    public TokenizerFolder WriteJson(string name, object content) => Write(name, JsonSerializer.Serialize(content));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
