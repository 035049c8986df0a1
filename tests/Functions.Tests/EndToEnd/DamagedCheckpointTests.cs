using System.Diagnostics;
using Speech.Audio.Tests.Support;
using Speech.Checkpoints;
using Speech.Checkpoints.Errors;
using Speech.Functions.Tests.EndToEnd.Support;
using Speech.Onnx.Sessions;
using Speech.TestSupport;
using Speech.Whisper;
using Speech.Whisper.Inference;

namespace Speech.Functions.Tests.EndToEnd;

/// <summary>Weights that do not match their header, or have an invalid one.</summary>
[Collection(nameof(Alone))]
public sealed class DamagedCheckpointTests(ITestOutputHelper log)
{
    private const int Files = 2000, Loads = 20;

    [Fact]
    public async Task Two_thousand_damaged_headers_are_rejected_by_type_or_load_without_leaks()
    {
        using var folder = new TemporaryFolder();
        TinyCheckpoint.CopySmallTo(folder.PathOf(""));
        var file = folder.PathOf("model.safetensors");
        var damage = new DamagedHeader(file);
        var (sound, loads, loaded) = (0, 0, 0);
        var started = Stopwatch.GetTimestamp();

        for (var number = 0; number < Files; number++)
        {
            damage.Write(file, new Random(number));
            if (!Opens(folder.PathOf(""))) continue;
            sound++;
            // The graph is written for a consistent header only; loading takes a while.
            if (loads++ < Loads && await LoadsAsync(folder.PathOf(""))) loaded++;
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        log.WriteLine($"{sound} of {Files} are consistent, {loaded} of {Loads} load; {seconds:0.0} s");
        Assert.InRange(sound, Loads, Files / 2);
        Assert.InRange(loaded, 1, Loads);
        if (!OperatingSystem.IsLinux()) return;
        Assert.DoesNotContain(folder.PathOf(""), File.ReadAllText("/proc/self/maps"), StringComparison.Ordinal);
        var open = Directory.GetFiles("/proc/self/fd").Select(link => File.ResolveLinkTarget(link, returnFinalTarget: false)?.FullName);
        Assert.DoesNotContain(open, path => path?.StartsWith(folder.PathOf(""), StringComparison.Ordinal) == true);
    }

    private static bool Opens(string folder)
    {
        try
        {
            Checkpoint.Open(folder).Dispose();
            return true;
        }
        catch (CheckpointException exception)
        {
            Assert.DoesNotContain(folder, exception.Message, StringComparison.Ordinal);
            return false;
        }
    }

    private static async Task<bool> LoadsAsync(string folder)
    {
        try
        {
            using var environment = new OnnxRuntimeEnvironment(new OnnxRuntimeOptions { Threads = 1 });
            await using var model = WhisperModel.Load(folder, new WhisperOptions(), environment);
            return true;
        }
        catch (Exception exception) when (exception is CheckpointException or WhisperException)
        {
            Assert.DoesNotContain(folder, exception.Message, StringComparison.Ordinal);
            return false;
        }
    }
}
