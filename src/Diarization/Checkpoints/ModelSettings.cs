using Speech.Checkpoints.Errors;
using Speech.Checkpoints.Torch;

namespace Speech.Diarization.Checkpoints;

/// <summary>What the files of one network say besides its weights.</summary>
/// <param name="Pickle">The plain data of <c>pytorch_model.bin</c>; absent without one.</param>
/// <param name="Yaml">The content of <c>config.yaml</c>; absent without one.</param>
internal sealed record ModelSettings(PlainTree Pickle, PlainTree Yaml)
{
    private const string PickleName = "pytorch_model.bin", YamlName = "config.yaml";

    /// <summary>Reads both files of a folder, where they are.</summary>
    /// <exception cref="CheckpointException">The pickle cannot be read.</exception>
    /// <exception cref="DiarizationModelException">The YAML file cannot be read.</exception>
    public static ModelSettings Read(string folder)
    {
        var pickle = Path.Combine(folder, PickleName);
        return new ModelSettings(PlainTree.Of(File.Exists(pickle) ? ReadPickle(pickle) : null, PickleName), PlainTree.Of(YamlFile.Read(folder, YamlName), YamlName));
    }

    private static object? ReadPickle(string path)
    {
        using var file = TorchFile.Open(path);
        return file.Data;
    }
}
