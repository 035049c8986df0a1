using Speech.Checkpoints;
using Speech.Checkpoints.Errors;
using Speech.Checkpoints.Torch;

namespace Speech.Diarization.Loading;

/// <summary>Metadata of a network's checkpoint: hyper-parameters and task specifications, without weights.</summary>
/// <param name="Pickle">Plain data of <c>pytorch_model.bin</c>; empty if there is no such file.</param>
/// <param name="Yaml">Content of <c>config.yaml</c>; empty if there is no such file.</param>
internal sealed record CheckpointMetadata(ConfigNode Pickle, ConfigNode Yaml)
{
    private const string PickleName = "pytorch_model.bin", YamlName = "config.yaml";

    /// <summary>Reads both files of a folder, where they exist.</summary>
    /// <param name="folder">The folder, or a single file with the weights.</param>
    /// <exception cref="CheckpointException">The pickle cannot be read.</exception>
    /// <exception cref="DiarizationModelException">The YAML file cannot be read.</exception>
    public static CheckpointMetadata Read(string folder)
    {
        if (File.Exists(folder))
        {
            var name = Path.GetFileName(folder);
            var data = Path.GetExtension(folder) is ".safetensors" ? null : ReadPickle(folder);
            return new CheckpointMetadata(ConfigNode.Root(data, name), ConfigNode.Root(null, YamlName));
        }
        var pickle = Path.Combine(folder, PickleName);
        return new CheckpointMetadata(
            ConfigNode.Root(File.Exists(pickle) ? ReadPickle(pickle) : null, PickleName),
            ConfigNode.Root(YamlFile.Read(folder, YamlName), YamlName));
    }

    private static object? ReadPickle(string path)
    {
        using var file = TorchFile.Open(path);
        return file.Data;
    }
}
