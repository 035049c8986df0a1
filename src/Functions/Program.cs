using Speech.Functions.Hosting;
using Speech.Functions.Settings;
using Speech.Transcription.Settings;

var builder = WebApplication.CreateBuilder(args);
EndpointSettings settings;
try
{
    settings = SettingsSource.Read(builder.Configuration, builder.Environment.IsDevelopment());
}
catch (SettingsException faults)
{
    await Console.Error.WriteLineAsync(faults.Message);
    return 1;
}
await using var app = LocalHost.Build(builder, settings);
try
{
    await app.StartAsync();
}
catch (SettingsException faults)
{
    await Console.Error.WriteLineAsync(faults.Message);
    return 1;
}
Greeting.Write(Console.Out, app.Urls, settings);
await app.WaitForShutdownAsync();
return 0;
