using System.Net.Http.Headers;
using System.Text;
using Speech.Audio.Tests.Support;
using Speech.Functions.Tests.EndToEnd.Support;
using Speech.TestSupport;

namespace Speech.Functions.Tests.Security;

/// <summary>A program in ffmpeg's place, of the same user, looks for the secrets of the process that started it.</summary>
public sealed class ProcessSecretsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_decoder_cannot_read_the_tokens_of_the_endpoint_which_still_uses_them()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        using var folder = new TemporaryFolder();
        var model = Directory.CreateDirectory(folder.PathOf("model")).FullName;
        TinyCheckpoint.CopySmallTo(model);
        using var spy = new FfmpegStub(
            "cat > /dev/null; cat /proc/$PPID/environ /proc/self/environ | tr '\\0' '\\n' | grep -a TOKEN >&2; "
            + "echo 'Invalid data' >&2; exit 1");
        File.CreateSymbolicLink(folder.PathOf("ffmpeg"), spy.Path);
        var path = folder.PathOf("") + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");
        using var host = new HostProcess(model,
        [
            ("API_TOKEN", "the-api-secret"), ("HF_TOKEN", "hf_thehubsecret"), ("PATH", path), ("Logging__LogLevel__Default", "Debug"),
        ]);
        using var client = new HttpClient { BaseAddress = await host.StartedAsync() };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "the-api-secret");

        using var audio = new ByteArrayContent(Encoding.ASCII.GetBytes("ID3 and so on"));
        audio.Headers.ContentType = new MediaTypeHeaderValue("audio/mpeg");
        using var answer = await client.PostAsync("/", audio, Stop);

        Assert.Equal(400, (int)answer.StatusCode);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!host.Output.Contains("Invalid data", StringComparison.Ordinal)) await timer.WaitForNextTickAsync(Stop);
        Assert.Contains("Output of the audio decoder", host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("the-api-secret", host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("hf_thehubsecret", host.Output, StringComparison.Ordinal);
    }
}
