using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Speech.Transcription.Options;

namespace Speech.Transcription.Tests.Fakes;

/// <summary>Settings by name, as environment variables are.</summary>
internal static class SettingsOf
{
    /// <summary>The configuration that a host has with these environment variables; the last of several values counts.</summary>
    public static IConfiguration Configuration(params IEnumerable<(string Name, string Value)> settings)
    {
        var values = new Dictionary<string, string?>();
        foreach (var (name, value) in settings) values[SettingNames.ToKey(name)] = value;
        return new ConfigurationBuilder().AddInMemoryCollection(values).Build();
    }

    /// <summary>The faults that the registered options report at start.</summary>
    public static IReadOnlyList<string> Faults(Action<IServiceCollection> register)
    {
        var services = new ServiceCollection();
        register(services);
        using var provider = services.BuildServiceProvider();
        return StartupValidation.FindFaults(provider);
    }
}
