namespace Speech.Diarization.Tests.Networks;

/// <summary>A folder that is deleted with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("speech-diarization-").FullName;

    public string Sub(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(Sub(name), text);
        return Sub(name);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
