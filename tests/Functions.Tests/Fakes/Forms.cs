using System.Text;

namespace Speech.Functions.Tests.Fakes;

/// <summary>Audio in each of the body formats.</summary>
internal static class Forms
{
    private const string Boundary = "----boundary0123456789";

    public static string MultipartType => $"multipart/form-data; boundary={Boundary}";

    public static byte[] Json(byte[] audio, string? parameters = null, bool parametersFirst = false)
    {
        var inputs = $"\"inputs\": \"{Convert.ToBase64String(audio)}\"";
        var members = parameters is null ? [inputs] : new[] { inputs, $"\"parameters\": {parameters}" };
        if (parametersFirst) Array.Reverse(members);
        return Encoding.UTF8.GetBytes($"{{{string.Join(", ", members)}}}");
    }

    public static byte[] Multipart(byte[] audio, string? parameters = null, bool parametersFirst = false, string audioType = "audio/wav")
    {
        byte[] file = [.. Part("name=\"file\"; filename=\"a.wav\"", audioType), .. audio, .. "\r\n"u8];
        byte[] fields = parameters is null ? []
            : [.. Part("name=\"parameters\"", "application/json"), .. Encoding.UTF8.GetBytes(parameters), .. "\r\n"u8];
        return [.. parametersFirst ? fields : file, .. parametersFirst ? file : fields, .. Encoding.ASCII.GetBytes($"--{Boundary}--\r\n")];
    }

    private static byte[] Part(string disposition, string type)
        => Encoding.ASCII.GetBytes($"--{Boundary}\r\nContent-Disposition: form-data; {disposition}\r\nContent-Type: {type}\r\n\r\n");
}
