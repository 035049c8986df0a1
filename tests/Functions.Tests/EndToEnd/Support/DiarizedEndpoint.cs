using Speech.Functions.Tests.Fakes;
using Speech.TestSupport;

namespace Speech.Functions.Tests.EndToEnd.Support;

/// <summary>One endpoint with both real engines for all tests of a class. The pipeline is pyannote's 3.1 with random weights, in a folder of its own.</summary>
public sealed class DiarizedEndpoint : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("speech-pipeline-");
    private Endpoint? _endpoint;

    internal Endpoint Endpoint => _endpoint!;

    public async ValueTask InitializeAsync()
    {
        Arrange(Reference.PathOf("diarization", "checkpoints"));
        _endpoint = await Endpoint.StartRealAsync(TinyCheckpoint.Folder, ("DIARIZATION_MODEL", _folder.FullName));
    }

    public async ValueTask DisposeAsync()
    {
        if (_endpoint is not null) await _endpoint.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>As a pipeline that brings its own networks has it: they lie beside its <c>config.yaml</c>.</summary>
    private void Arrange(string checkpoints)
    {
        var config = File.ReadAllText(Path.Combine(checkpoints, "speaker-diarization-3.1", "config.yaml"))
            .Replace("pyannote/segmentation-3.0", "$model/segmentation", StringComparison.Ordinal)
            .Replace("pyannote/wespeaker-voxceleb-resnet34-LM", "$model/embedding", StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_folder.FullName, "config.yaml"), config);
        Directory.CreateSymbolicLink(Path.Combine(_folder.FullName, "segmentation"), Path.Combine(checkpoints, "segmentation-3.0"));
        Directory.CreateSymbolicLink(Path.Combine(_folder.FullName, "embedding"), Path.Combine(checkpoints, "wespeaker-voxceleb-resnet34-LM"));
    }
}
