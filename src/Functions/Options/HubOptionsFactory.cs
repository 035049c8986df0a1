using Microsoft.Extensions.Options;
using Speech.Hub.Errors;
using Speech.Hub.Settings;
using Speech.Transcription.Options;

namespace Speech.Functions.Options;

/// <summary>Creates the options of the Hub client, which defines its own variables: <c>HF_TOKEN</c>, <c>HF_HOME</c>, <c>HF_ENDPOINT</c>,
/// <c>HF_HUB_OFFLINE</c>, <c>HF_HUB_DOWNLOAD_TIMEOUT</c> and their variants.</summary>
internal sealed class HubOptionsFactory(IConfiguration configuration) : IOptionsFactory<HubOptions>
{
    /// <summary>The client reports one fault at a time: each variable that it names is left out of the next attempt, which finds the next
    /// fault.</summary>
    /// <exception cref="OptionsValidationException">A variable is invalid; it lists all of them.</exception>
    public HubOptions Create(string name)
    {
        var (faulty, faults) = (new HashSet<string>(), new List<string>());
        while (true)
        {
            try
            {
                var options = HubOptions.FromEnvironment(
                    variable => faulty.Contains(variable) ? null : configuration.FindSetting(variable));
                return faults.Count == 0 ? options : throw new OptionsValidationException(name, typeof(HubOptions), faults);
            }
            catch (HubSettingException exception)
            {
                faults.Add(exception.Message.TrimEnd('.'));
                if (!faulty.Add(exception.Variable)) throw new OptionsValidationException(name, typeof(HubOptions), faults);
            }
        }
    }
}
