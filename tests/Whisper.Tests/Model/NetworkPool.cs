using System.Collections.Concurrent;
using Speech.Onnx.Layers;
using Speech.TestSupport;
using Speech.Whisper.Model;
using Speech.Whisper.Tests.Model;

[assembly: AssemblyFixture(typeof(NetworkPool))]

namespace Speech.Whisper.Tests.Model;

/// <summary>The small random networks, each loaded once and lent to one test at a time; several where tests run at the same time.</summary>
public sealed class NetworkPool : IDisposable
{
    private static readonly ConcurrentDictionary<(string Folder, ComputeProfile Profile), ConcurrentBag<Networks>> Idle = new();
    private static readonly Lazy<TempFolder> Folder = new();

    /// <summary>Takes networks out of the pool, or loads them.</summary>
    internal static Networks Rent(string folder, ComputeProfile profile)
        => BagOf(folder, profile).TryTake(out var networks) ? networks : Networks.Load(
            folder, WhisperConfig.Load(folder), GenerationConfig.Load(folder), OptionsOf(profile), TestEnvironment.Instance);

    /// <summary>Puts them back.</summary>
    internal static void Return(string folder, Networks networks) => BagOf(folder, networks.Profile).Add(networks);

    /// <summary>The options of networks of a profile. Quantized weights are kept as long as the tests run.</summary>
    internal static WhisperOptions OptionsOf(ComputeProfile profile)
        => new() { Profile = profile, QuantizedWeightCacheFolder = Folder.Value.Sub("quantized") };

    /// <summary>The folder of a small random checkpoint whose windows last two seconds.</summary>
    internal static string SmallFolderOf(string name)
    {
        lock (Folder)
        {
            var folder = Folder.Value.Sub(name);
            if (!Directory.Exists(folder)) TinyCheckpoint.CopySmallTo(Directory.CreateDirectory(folder).FullName, maxLength: 448, name);
            return folder;
        }
    }

    public void Dispose()
    {
        foreach (var networks in Idle.Values.SelectMany(bag => bag)) networks.Dispose();
        Idle.Clear();
        if (Folder.IsValueCreated) Folder.Value.Dispose();
    }

    private static ConcurrentBag<Networks> BagOf(string folder, ComputeProfile profile)
        => Idle.GetOrAdd((folder, profile), _ => []);
}
