using System.Security.Cryptography;
using System.Text;
using Speech.Checkpoints;
using Speech.Checkpoints.Errors;
using Speech.Checkpoints.Safetensors;
using Speech.Checkpoints.Tensors;
using Speech.Onnx.Weights;

namespace Speech.Whisper.Model;

/// <summary>Quantized matrices of checkpoints in safetensors files: written once per checkpoint and mapped from then on.</summary>
internal static class QuantizedWeightCache
{
    // Of the tensors in a file: files that another version of this library wrote are not read.
    private const string Layout = "rows";

    private static readonly TimeSpan AbandonedAge = TimeSpan.FromHours(1);

    /// <summary>
    /// Opens the file of a checkpoint and writes it first if it is missing. Several processes may do so at the same time.
    /// </summary>
    /// <returns>The file; null where there is nothing to quantize, because the checkpoint stores its matrices in 8 bits.</returns>
    /// <param name="checkpoint">The original weights.</param>
    /// <param name="network">The network whose matrices the file has.</param>
    /// <param name="folder">Folder of the cache; of a checkpoint on another drive, one of the same name next to it.</param>
    public static SafetensorsFile? Open(Checkpoint checkpoint, WhisperNetwork network, string folder)
    {
        TensorEntry[] matrices = [.. checkpoint.Tensors.Where(tensor => MatrixQuantizer.Quantizes(tensor, network))];
        if (matrices.Length == 0) return null;
        folder = OnDriveOf(matrices[0].File, folder);
        // Processors that need smaller weights have a file of their own: the folder may be shared between machines.
        var range = Int8Range.Processor < Int8Range.Full ? "int7" : "int8";
        var part = network == WhisperNetwork.Encoder ? "encoder" : "decoder";
        var path = Path.Combine(folder, $"{range}-{part}-{Layout}-{Fingerprint(checkpoint)}.safetensors");
        if (!File.Exists(path)) Write();
        try
        {
            return SafetensorsFile.Open(path);
        }
        catch (CheckpointException)
        {
            // A file that lost its end, as after a power failure.
            Write();
            return SafetensorsFile.Open(path);
        }

        void Write()
        {
            CreatePrivate(folder);
            DeleteAbandoned(folder);
            WriteWhole(path, [.. MatrixQuantizer.Quantize(checkpoint, matrices, Int8Range.Processor)]);
        }
    }

    /// <summary>Writes a file that others see whole or not at all.</summary>
    private static void WriteWhole(string path, IReadOnlyList<TensorData> tensors)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}";
        try
        {
            SafetensorsWriter.Write(temporary, tensors);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    // A graph has weights of both, and ONNX Runtime wants all of them below one folder.
    private static string OnDriveOf(string weights, string folder)
        => string.Equals(Path.GetPathRoot(weights), Path.GetPathRoot(Path.GetFullPath(folder)), StringComparison.OrdinalIgnoreCase)
            ? folder : Path.Combine(Path.GetDirectoryName(weights)!, Path.GetFileName(folder));

    /// <summary>Deletes what processes have left that were killed while they wrote.</summary>
    private static void DeleteAbandoned(string folder)
    {
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*.safetensors.*"))
        {
            try
            {
                if (TimeProvider.System.GetUtcNow() - file.LastWriteTimeUtc > AbandonedAge) file.Delete();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Another process may have deleted it.
            }
        }
    }

    // Other users must not be able to place weights here.
    private static void CreatePrivate(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>
    /// Distinguishes checkpoints without reading all weights: lengths and times of the files, and names, shapes and first bytes of the
    /// tensors.
    /// </summary>
    private static string Fingerprint(Checkpoint checkpoint)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in checkpoint.Tensors.Select(tensor => tensor.File).Distinct())
            if ((FileSystemInfo)(File.ResolveLinkTarget(file, returnFinalTarget: true) ?? new FileInfo(file)) is FileInfo info)
                hash.AppendData(Encoding.UTF8.GetBytes($"{info.Length} {info.LastWriteTimeUtc.Ticks}\n"));
        foreach (var tensor in checkpoint.Tensors)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{tensor.Name} {tensor.Type} {string.Join('x', tensor.Shape)}\n"));
            hash.AppendData(checkpoint.ReadBytes(tensor.Name, 0, (int)Math.Min(256, tensor.Length)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 12));
    }
}
