using Microsoft.Extensions.Options;
using Speech.Functions.Options;
using Speech.Transcription.Options;

namespace Speech.Functions.Hosting;

/// <summary>Runs a host whose settings are valid.</summary>
internal static class HostRunner
{
    /// <summary>Completes and validates the settings, whose faults are printed, and runs the host.</summary>
    /// <param name="settings">The settings of the host.</param>
    /// <param name="triggerContainer">The container of the host's blob trigger; null for a host without a trigger.</param>
    /// <param name="runAsync">Builds the host and runs it until it stops.</param>
    /// <returns>The exit code: 1 where a setting is invalid.</returns>
    public static async Task<int> RunAsync(ConfigurationManager settings, string? triggerContainer, Func<Task> runAsync)
    {
        settings.AddLocalSettings();
        var faults = EndpointOptions.FindFaults(settings, triggerContainer);
        try
        {
            if (faults.Count == 0) await runAsync();
        }
        catch (OptionsValidationException exception)
        {
            faults = [.. exception.Failures];
        }
        if (faults.Count == 0) return 0;
        await Console.Error.WriteLineAsync(StartupValidation.Format(faults));
        return 1;
    }
}
