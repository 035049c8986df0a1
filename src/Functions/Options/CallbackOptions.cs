using System.ComponentModel.DataAnnotations;
using Speech.Transcription.Options;

namespace Speech.Functions.Options;

/// <summary>Call-backs of jobs.</summary>
public sealed record CallbackOptions : IValidatableObject
{
    /// <summary><c>CALLBACK_HOSTS</c>, default none: see <see cref="Hosts"/>, comma-separated.</summary>
    [ConfigurationKeyName("CALLBACK_HOSTS")]
    [HostList]
    public string? HostList { get; init; }

    /// <summary><c>CALLBACK_SECRET</c>, default none, required with <c>CALLBACK_HOSTS</c>: the key of the signatures.</summary>
    [ConfigurationKeyName("CALLBACK_SECRET")]
    public Secret? Secret { get; init; }

    /// <summary><c>CALLBACK_ATTEMPTS</c>, default 8, 1 to 20: the number of attempts, after which a call-back has failed.</summary>
    [ConfigurationKeyName("CALLBACK_ATTEMPTS")]
    [Range(1, 20)]
    public int Attempts { get; init; } = 8;

    /// <summary><c>CALLBACK_SECONDS</c>, default 30, 1 to 300: see <see cref="TimeLimit"/>, in seconds.</summary>
    [ConfigurationKeyName("CALLBACK_SECONDS")]
    [Range(1, 300)]
    public int Seconds { get; init; } = 30;

    /// <summary>The hosts that call-backs may go to; none refuses every URL. <c>*.example.com</c> matches every subdomain of
    /// <c>example.com</c>.</summary>
    public IReadOnlyList<string> Hosts => SettingList.Split(HostList);

    /// <summary>The time limit of one attempt.</summary>
    public TimeSpan TimeLimit => TimeSpan.FromSeconds(Seconds);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Hosts.Count > 0 && Secret is null)
            yield return new("CALLBACK_HOSTS needs a CALLBACK_SECRET, with which call-backs are signed");
    }
}
