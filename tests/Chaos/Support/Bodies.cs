using System.Diagnostics;
using Speech.Functions.Tests.Fakes;
using Speech.TestSupport;

namespace Speech.Chaos.Support;

/// <summary>Bodies of requests.</summary>
internal static class Bodies
{
    private const string Parameters = """{"task": "transcribe", "batch_size": 24, "language": "en", "chunk_length_s": 30.0}""";

    /// <summary>The same audio in every kind of body.</summary>
    /// <param name="wav">The audio.</param>
    /// <param name="folder">Receives files.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static async Task<List<(byte[] Body, string Type, string Route)>> CreateAsync(
        byte[] wav, TempFolder folder, CancellationToken cancellationToken)
    {
        var bodies = new List<(byte[], string, string)>
        {
            (wav, "audio/wav", "/"),
            (Forms.Json(wav, Parameters), "application/json", "/"),
            (Forms.Json(wav, Parameters, parametersFirst: true), "application/json", "/"),
            (Forms.Multipart(wav, Parameters), Forms.MultipartType, "/"),
            (Forms.Multipart(wav, Parameters, parametersFirst: true), Forms.MultipartType, "/"),
            (Forms.Multipart(wav), Forms.MultipartType, "/v1/audio/transcriptions"),
        };
        var source = folder.Write("noise.wav", wav);
        foreach (var (name, type) in new[]
        {
            ("a.m4a", "audio/mp4"), ("a.mp3", "audio/mpeg"), ("a.flac", "audio/flac"), ("a.ogg", "audio/ogg"),
        })
            if (await EncodeAsync(source, folder.Sub(name), cancellationToken) is { } encoded) bodies.Add((encoded, type, "/"));
        return bodies;
    }

    /// <summary>Null where ffmpeg, or its encoder, is not installed.</summary>
    private static async Task<byte[]?> EncodeAsync(string source, string target, CancellationToken cancellationToken)
    {
        try
        {
            using var ffmpeg = Process.Start("ffmpeg", ["-v", "quiet", "-y", "-i", source, target]);
            await ffmpeg.WaitForExitAsync(cancellationToken);
            return ffmpeg.ExitCode == 0 ? await File.ReadAllBytesAsync(target, cancellationToken) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
