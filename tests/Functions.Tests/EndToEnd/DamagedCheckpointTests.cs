using System.Diagnostics;
using Speech.Audio.Tests.Support;
using Speech.Checkpoints;
using Speech.Checkpoints.Errors;
using Speech.Functions.Tests.EndToEnd.Support;
using Speech.Onnx.Sessions;
using Speech.Whisper;
using Speech.Whisper.Inference;

namespace Speech.Functions.Tests.EndToEnd;

/// <summary>Weights that are not what their header says, or have a header that is none.</summary>
[Collection(nameof(Alone))]
public sealed class DamagedCheckpointTests(ITestOutputHelper log)
{
    private const int Files = 2000, Loads = 50;

    [Fact]
    public async Task Two_thousand_damaged_headers_are_refused_by_name_or_load_and_leave_nothing_behind()
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
            // The network is written only for a header that holds together; loading takes a while.
            if (loads++ < Loads && await LoadsAsync(folder.PathOf(""))) loaded++;
        }

        log.WriteLine($"{sound} of {Files} hold together, {loaded} of {Loads} load; {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
        Assert.InRange(sound, Loads, Files / 2);
        if (OperatingSystem.IsLinux()) Assert.DoesNotContain(folder.PathOf(""), File.ReadAllText("/proc/self/maps"), StringComparison.Ordinal);
    }

    private static bool Opens(string folder)
    {
        try
        {
            Checkpoint.Open(folder).Dispose();
            return true;
        }
        catch (CheckpointException refused)
        {
            Assert.DoesNotContain(folder, refused.Message, StringComparison.Ordinal);
            return false;
        }
    }

    private static async Task<bool> LoadsAsync(string folder)
    {
        try
        {
            using var environment = new OnnxRuntimeEnvironment(new OnnxRuntimeOptions());
            await using var model = WhisperModel.Load(folder, new WhisperOptions(), environment);
            return true;
        }
        catch (Exception refused) when (refused is CheckpointException or WhisperException)
        {
            Assert.DoesNotContain(folder, refused.Message, StringComparison.Ordinal);
            return false;
        }
    }
}
