using Speech.Hub.Errors;
using Speech.Hub.Settings;

namespace Speech.Transcription.Settings;

/// <summary>The environment variables of the Hub client.</summary>
public static class HubVariables
{
    /// <summary>The client reports one fault at a time: each variable that it names is left out of the next attempt, which finds the next
    /// fault.</summary>
    public static HubOptions? Read(SettingsReader from)
    {
        var faulty = new HashSet<string>();
        while (true)
        {
            try
            {
                return HubOptions.FromEnvironment(name => faulty.Contains(name) ? null : from.Text(name));
            }
            catch (HubSettingException exception)
            {
                if (!faulty.Add(exception.Variable)) return null;
                from.AddFault(exception.Message.TrimEnd('.'));
            }
        }
    }
}
